import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const told = process.env['TELEMACHY_SPEC_ZONE'];

/** Runs every spec about time once more, in a process whose own clock is in the zone. */
const specsIn = async (zone: string) => {
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const specs = ['--testPathPatterns', 'scheduling/src/(domain/|read-models/.*(calendar|projection)|process-zones)'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...node, '--selectProjects', 'unit', '--runInBand', '--json', '--silent', ...specs],
    { cwd: root, env: { ...process.env, TZ: zone, TELEMACHY_SPEC_ZONE: zone }, maxBuffer: 64 * 1024 * 1024 },
  ).catch((failed: { stdout: string }) => failed);
  const report = JSON.parse(stdout) as {
    readonly numPassedTests: number;
    readonly testResults: readonly { readonly assertionResults: readonly { status: string; fullName: string }[] }[];
  };
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    passed: report.numPassedTests,
    failed: results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  };
};

// The inner runs meet this file as well: there it says that the zone has taken effect.
if (told === undefined) {
  describe('every spec about time', () => {
    it.each(['UTC', 'America/New_York', 'Asia/Kolkata'])(
      'says the same where the process itself lives in %s',
      async (zone) => {
        const { passed, failed } = await specsIn(zone);
        expect(failed).toEqual([]);
        expect(passed).toBeGreaterThan(50);
      },
      120_000,
    );
  });
} else {
  describe('this process', () => {
    it('lives in the zone that was asked for', () => {
      const offsets: Record<string, number> = { UTC: 0, 'America/New_York': 300, 'Asia/Kolkata': -330 };
      expect(new Date(2027, 0, 1).getTimezoneOffset()).toBe(offsets[told]);
    });
  });
}
