import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const endless = join(import.meta.dirname, 'endless.fixture.ts');

describe('output that is read by head', () => {
  it('ends without a word when head has enough', async () => {
    const line = `"${process.execPath}" --conditions=@telemachy/source "${endless}" | head -n 2; exit \${PIPESTATUS[0]}`;
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', line], { timeout: 30_000 });
    expect(stdout).toBe('{"line":1}\n{"line":2}\n');
    expect(stderr).toBe('ReaderGone');
  }, 40_000);
});
