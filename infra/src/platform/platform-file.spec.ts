import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { startOf, takeLock } from '../../bootstrap/process-lock.mjs';
import { lockOf, readPlatformFile, writePlatformFile, type PlatformFile } from './platform-file.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'telemachy-spec-'));
});
const read = () => readPlatformFile({ TELEMACHY_DATA: dataDir });
const runBy = async (pid: number) =>
  writePlatformFile(dataDir, { supervisor: { pid, started: await startOf(pid) } } as PlatformFile);

describe('who looks for the running platform', () => {
  it('finds it as long as its supervisor runs', async () => {
    await runBy(process.pid);
    expect((await read()).supervisor.pid).toBe(process.pid);
  });

  it('hears that none was started, and how to', async () => {
    await expect(read()).rejects.toThrow(/^no platform runs here .*: start it in another terminal with npm start$/);
  });

  it('hears that its supervisor was killed, although its file is still there', async () => {
    const supervisor = spawn('sleep', ['60']);
    await runBy(supervisor.pid ?? 0);
    supervisor.kill('SIGKILL');
    await once(supervisor, 'exit');
    await expect(read()).rejects.toThrow(`the platform does not run any more: process ${supervisor.pid}`);
    await expect(read()).rejects.toThrow('Start it again with npm start');
  });

  it('hears that it is still starting', async () => {
    await takeLock(lockOf(dataDir));
    await expect(read()).rejects.toThrow('the platform is still starting');
  });

  it('hears which file was named and is not there', async () => {
    const file = join(dataDir, 'elsewhere.json');
    await expect(readPlatformFile({ TELEMACHY_PLATFORM: file })).rejects.toThrow(file);
  });
});
