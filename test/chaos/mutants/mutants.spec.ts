import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { mutants } from './mutants.ts';

const sourceOf = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

describe('a planted bug', () => {
  it.each(mutants)('$name fits the sources as they are; where it does not, plant it anew', ({ changes }) => {
    for (const { file, replace } of changes) expect(sourceOf(file).split(replace)).toHaveLength(2);
  });
});
