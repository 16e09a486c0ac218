import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { oneAtATime, startOf, takeLock } from './process-lock.mjs';

const lockFile = () => join(mkdtempSync(join(tmpdir(), 'telemachy-spec-')), 'lock');

describe('a lock', () => {
  it('is had by one at a time, who is named to the others', async () => {
    const file = lockFile();
    const first = await takeLock(file);
    expect(await takeLock(file)).toEqual({ heldBy: process.pid });
    if ('release' in first) await first.release();
    expect(await takeLock(file)).toHaveProperty('release');
  });

  it('is taken over from a process that has ended', async () => {
    const file = lockFile();
    const child = spawn('sleep', ['60']);
    const pid = child.pid ?? 0;
    writeFileSync(file, JSON.stringify({ pid, started: await startOf(pid) }));
    expect(await takeLock(file)).toEqual({ heldBy: pid });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await takeLock(file)).toHaveProperty('release');
    expect(readFileSync(file, 'utf8')).toContain(`"pid":${process.pid}`);
  });

  it('is taken over when its number belongs to another process by now', async () => {
    const file = lockFile();
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'long ago' }));
    expect(await takeLock(file)).toHaveProperty('release');
  });

  it('lets one work at a time, also after one that failed', async () => {
    const file = lockFile();
    let working = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, (working += 1));
      await new Promise((resolve) => setImmediate(resolve));
      working -= 1;
      throw new Error('failed');
    };
    await Promise.allSettled([oneAtATime(file, work), oneAtATime(file, work), oneAtATime(file, work)]);
    expect(most).toBe(1);
  });

  it('is taken over when it was cut short', async () => {
    const file = lockFile();
    writeFileSync(file, '');
    expect(await takeLock(file)).toHaveProperty('release');
  });
});
