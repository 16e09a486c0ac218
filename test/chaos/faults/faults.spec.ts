import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { faults } from './faults.ts';

const page = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the faults', () => {
  it.each(faults.map(({ name }) => name))('%s stands in the README, once', (name) => {
    expect(page.split('\n').filter((line) => line.startsWith(`| ${name} `))).toHaveLength(1);
  });

  it('have names of their own, and the README names no other', () => {
    const names = faults.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect([...page.matchAll(/^\| (F\d+) /gm)].map(([, name]) => name)).toEqual(names);
  });
});
