import { globSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '../../bootstrap/artefacts.mjs';
import { specLanes } from './lanes.ts';

describe('the lanes of the integration specs', () => {
  it('hold every spec once', () => {
    const exclude = (name: string) => /(^|\/)(node_modules|dist|\.\w+)(\/|$)/.test(name);
    const specs = globSync('**/*.int.spec.ts', { cwd: repositoryRoot, exclude });
    const lanes = specLanes(repositoryRoot);
    const lanesOf = (spec: string) => lanes.flat().filter((folder) => spec.startsWith(`${folder}/`)).length;
    expect(specs.length).toBeGreaterThan(30);
    expect(specs.filter((spec) => lanesOf(spec) !== 1)).toEqual([]);
  });
});
