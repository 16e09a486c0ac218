import { z } from 'zod';
import type { Run } from './stage.ts';

/** As much of schemathesis's own report as is told on. */
const Report = z.looseObject({
  seed: z.number().nullish(),
  running_time: z.number(),
  operations: z.looseObject({ selected: z.int(), tested: z.int() }),
  test_cases: z.looseObject({ generated: z.int(), unique_failures: z.int(), errored: z.int() }),
  errors: z.array(z.unknown()),
});

/** What came of one run. */
export type Tally = {
  readonly service: string;
  readonly as: string;
  /** In the service's OpenAPI document, and how many of them were asked. */
  readonly operations: number;
  readonly tested: number;
  readonly cases: number;
  /** Different ones: by check, operation and answer. */
  readonly failures: number;
  readonly seconds: number;
};

/**
 * Reads what a run reported. Where it could not send what it meant to, or asked less than every operation, that counts as a failure too.
 *
 * @param exitCode of schemathesis: 0 where it found nothing
 * @throws where the report is none
 */
export const tallyOf = ({ service, asked }: Pick<Run, 'service' | 'asked'>, text: string, exitCode: number): Tally => {
  const { running_time: seconds, operations, test_cases: cases, errors } = Report.parse(JSON.parse(text));
  const found = cases.unique_failures + errors.length + (operations.selected - operations.tested);
  return {
    service,
    as: asked.name,
    operations: operations.selected,
    tested: operations.tested,
    cases: cases.generated,
    // An exit code that nothing explains is no success either.
    failures: found === 0 && exitCode !== 0 ? 1 : found,
    seconds,
  };
};

const row = (cells: readonly (string | number)[]): string =>
  cells.map((cell, index) => (index < 2 ? String(cell).padEnd(14) : String(cell).padStart(12))).join('');

/** One line per run, and all of them together. */
export const tableOf = (tallies: readonly Tally[]): string => {
  const sum = (of: (tally: Tally) => number): number => tallies.reduce((total, tally) => total + of(tally), 0);
  return [
    row(['service', 'asked as', 'operations', 'cases', 'failures', 'seconds']),
    ...tallies.map(({ service, as, operations, tested, cases, failures, seconds }) => {
      const asked = tested === operations ? operations : `${tested} of ${operations}`;
      return row([service, as, asked, cases, failures, seconds.toFixed(0)]);
    }),
    row([
      'all',
      '',
      sum(({ operations }) => operations),
      sum(({ cases }) => cases),
      sum(({ failures }) => failures),
      '',
    ]),
  ].join('\n');
};

/** The part of what schemathesis printed that tells each failure, with the request that brings it again. */
export const failuresIn = (printed: string): string => {
  const [, told = ''] = /^=+ (?:FAILURES|ERRORS) =+$([\s\S]*?)^=+ (?:WARNINGS|SUMMARY) =+$/m.exec(printed) ?? [];
  return told.trim();
};
