import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { partNames } from './arguments.ts';
import { parts } from './parts.ts';
import type { Row } from './report/row.ts';

// The command as it is built (`npm run build`), in a size whose figures mean nothing.
const program = join(import.meta.dirname, 'dist', 'main.js');
const run = promisify(execFile);
let rows: readonly Row[] = [];

beforeAll(async () => {
  const { stdout } = await run(process.execPath, [program, '--json', '--size', 'tiny'], { maxBuffer: 2 ** 24 });
  ({ rows } = JSON.parse(stdout) as { rows: readonly Row[] });
}, 240_000);

describe('the benchmark', () => {
  it('knows how to measure each of its parts', () => {
    expect(Object.keys(parts).toSorted()).toEqual([...partNames].toSorted());
  });

  it.each([
    'append',
    'relay',
    'platformatic',
    'read model visible',
    'catch-up',
    'rebuild',
    'POST',
    'load a stream',
    'verify the audit',
    'insertMany',
  ])('measures %s', (what) => {
    expect(rows.filter(({ name }) => name.toLowerCase().includes(what.toLowerCase()))).not.toEqual([]);
  });

  it('gives each row all its fields', () => {
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(['name', 'value', 'unit', 'against', 'ratio', 'target', 'holds', 'spread']);
      expect(row.holds === null).toBe(row.target === '');
      if (row.value === null) expect(row.against).toMatch(/^not run: needs /);
      else {
        expect(Number.isFinite(row.value)).toBe(true);
        expect(row.spread?.every(Number.isFinite)).toBe(true);
        expect(row.ratio === null).toBe(row.against === '');
      }
    }
  });

  it('names no row twice beside the same peer', () => {
    // Rows that were not run say what they need where the others name their peer.
    const measured = rows.filter(({ value }) => value !== null);
    const named = measured.map(({ name, against }) => `${name} | ${against}`);
    expect(new Set(named).size).toBe(named.length);
  });
});
