import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { catalogue, presentForm, upcasters } from './index.ts';

const folder = new URL('../fixtures/', import.meta.url);
const stored = readdirSync(folder).filter((name) => name.endsWith('.json'));
const written = (name: string) =>
  JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { readonly type: string; readonly data: unknown };

describe('a fact of any day', () => {
  it.each([...catalogue.keys(), ...upcasters.keys()])('%s has its first stored form as a fixture', (type) => {
    expect(stored).toContain(`${type}.json`);
    expect(written(`${type}.json`).type).toBe(type);
  });

  it.each(stored)('%s still reads, and as it was written where its form has not changed', (name) => {
    const present = presentForm(written(name), upcasters);
    const read = catalogue.get(present.type)?.parse(present);
    expect(read).toEqual(present);
  });
});
