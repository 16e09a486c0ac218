import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { catalogue } from './index.ts';

const folder = new URL('../fixtures/', import.meta.url);
const stored = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe('a fact of any day', () => {
  it.each([...catalogue.keys()])('%s has its first stored form as a fixture', (type) => {
    expect(stored).toContain(`${type}.json`);
  });

  it.each(stored)('%s still reads as it was written', (name) => {
    const written = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { type: string };
    expect(catalogue.get(written.type)?.parse(written)).toEqual(written);
  });
});
