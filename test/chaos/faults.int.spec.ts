import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { fetchedPrograms } from '@telemachy/infra/testing';
import type { Report } from './faults/report.ts';

// Without servers of our own there is nothing we may put faults into: counted as skipped.
const describeHere = fetchedPrograms() === undefined ? describe.skip : describe;

/** What it prints; its exit code also tells of bounds, which a machine that does other work at the same time may pass. */
const reported = async (): Promise<Report> => {
  const run = promisify(execFile)(process.execPath, ['--conditions=@telemachy/source', 'infra/chaos.ts', '--json'], {
    maxBuffer: 10_000_000,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const { stdout } = await run.catch((error: unknown) => error as { stdout: string });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Report;
};

describeHere('the product on a Kafka and a MongoDB of its own', () => {
  it('keeps every command it acknowledged, once, whatever fails', async () => {
    const { faults, commands, notRun } = await reported();
    expect(faults.flatMap(({ name, violations }) => violations.map((violation) => `${name}: ${violation}`))).toEqual(
      [],
    );
    expect(faults.map(({ runs }) => runs).every((runs) => runs > 0)).toBe(true);
    expect(commands).toBeGreaterThan(100);
    expect(notRun).toBe(0);
  }, 600_000);
});
