import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { page, written } from './write-page.ts';

describe('the page of results', () => {
  it('keeps what people wrote and changes what lies between its marks', async () => {
    const text = await readFile(page, 'utf8');
    const once = written(text, 'first');
    expect(once).toContain('\n\nfirst\n');
    expect(written(once, 'second')).toBe(written(text, 'second'));
    expect(once.startsWith('# Performance')).toBe(true);
  });

  it('is not written where the marks are gone', () => {
    expect(() => written('# Performance', 'first')).toThrow('has no "<!-- made by');
  });
});
