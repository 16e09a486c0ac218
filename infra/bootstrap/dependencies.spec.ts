import { describe, expect, it } from '@jest/globals';
import { holdsAll } from './dependencies.mjs';

const wanted = {
  '': {},
  'libs/kernel': {},
  'node_modules/@telemachy/kernel': { link: true },
  'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
  'node_modules/fsevents': { version: '2.3.3', integrity: 'sha512-b', optional: true },
};
const installed = {
  'node_modules/@telemachy/kernel': { link: true },
  'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
};

describe('installed packages', () => {
  it('are current when every one that is not optional is there', () => {
    expect(holdsAll(wanted, installed)).toBe(true);
  });

  it('are not when one is missing, even a project of this repository', () => {
    expect(holdsAll(wanted, { 'node_modules/zod': wanted['node_modules/zod'] })).toBe(false);
  });

  it('are not when one has another version or content', () => {
    const zod = (version: string, integrity: string) => ({ ...installed, 'node_modules/zod': { version, integrity } });
    expect(holdsAll(wanted, zod('4.6.6', 'sha512-a'))).toBe(false);
    expect(holdsAll(wanted, zod('4.6.7', 'sha512-c'))).toBe(false);
  });
});
