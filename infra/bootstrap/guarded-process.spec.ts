import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { until } from '../src/until.ts';
import { startGuarded } from './guarded-process.mjs';
import { startOf } from './process-lock.mjs';

const runs = async (pid: number) => (await startOf(pid)) !== '';
const gone = (...pids: number[]) =>
  until(
    'the end of the processes',
    async () => ((await Promise.all(pids.map(runs))).some(Boolean) ? undefined : true),
    {
      withinMs: 10_000,
    },
  );
const shell = (script: string, graceMs = 5_000) =>
  startGuarded('spec', 'sh', ['-c', script], { graceMs, stdout: 'pipe' });

describe('a guarded process', () => {
  it('tells its exit code', async () => {
    expect(await (await shell('exit 3')).exited).toBe(3);
  });

  it('tells when there is no such command', async () => {
    expect(await (await startGuarded('spec', '/nonexistent', [])).exited).toBe(127);
  });

  it('gets SIGTERM when it is stopped', async () => {
    const child = await shell('trap "exit 7" TERM; echo ready; while :; do sleep 0.1; done');
    await once(child.stdout!, 'data');
    expect(await child.stop()).toBe(7);
  });

  it('is killed after the grace when it ignores that, with everything it started', async () => {
    const child = await shell('trap "" TERM; sleep 60 & echo $!; wait; sleep 60', 300);
    const [grandchild] = await once(child.stdout!, 'data');
    expect(await child.stop()).toBe(137);
    await gone(child.pid, Number(grandchild));
  });

  it('is killed after the grace when it hangs', async () => {
    const child = await shell('while :; do sleep 0.1; done', 300);
    process.kill(child.pid, 'SIGSTOP');
    await child.stop();
    await gone(child.pid);
  });

  it('does not outlive its guard', async () => {
    const child = await shell('sleep 60');
    process.kill(child.group, 'SIGKILL');
    expect(await child.exited).toBe(137);
    await gone(child.pid);
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)('does not outlive a supervisor that is ended by %s', async (signal) => {
    const guarded = JSON.stringify(new URL('guarded-process.mjs', import.meta.url).href);
    const supervise = `const { startGuarded } = await import(${guarded});
      const child = await startGuarded('spec', 'sh', ['-c', 'trap "" TERM; sleep 60; sleep 60'], { graceMs: 300 });
      console.log(child.pid + ' ' + child.group);
      setInterval(() => {}, 1000);`;
    const supervisor = spawn(process.execPath, ['--input-type=module', '-e', supervise]);
    const [said] = (await once(supervisor.stdout, 'data')) as [Buffer];
    const [pid = 0, group = 0] = said.toString().split(' ').map(Number);
    expect(await runs(pid)).toBe(true);
    supervisor.kill(signal);
    await gone(pid, group);
  });
});
