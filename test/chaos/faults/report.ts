/** What became of one fault. */
export type FaultReport = {
  readonly name: string;
  readonly what: string;
  readonly runs: number;
  readonly violations: readonly string[];
  /** The figure that must not be passed, and what was reached. */
  readonly bound?: {
    readonly what: string;
    readonly limit: number;
    readonly reached: number;
    readonly unit: string;
    readonly holds: boolean;
  };
  /** What it needs and is not there: it was not run. */
  readonly notRun?: string;
  readonly seconds: number;
};

export type Report = {
  readonly seed: number;
  readonly client: string;
  readonly faults: readonly FaultReport[];
  readonly violations: number;
  /** Bounds that were passed; on a machine that is busy with something else, that may be its doing. */
  readonly over: number;
  readonly notRun: number;
  readonly commands: number;
  readonly seconds: number;
};

const boundTold = ({ bound }: FaultReport): string =>
  bound === undefined
    ? ''
    : `${bound.reached.toFixed(1)} ${bound.unit} of ${bound.limit} ${bound.unit}${bound.holds ? '' : ' OVER'} (${bound.what})`;

/** One line, as it is printed when the fault is over and in the table at the end. */
export const lineOf = (fault: FaultReport): string => {
  const head = `${fault.name.padEnd(5)}${fault.what}`;
  if (fault.notRun !== undefined) return `${head}\n     not run: needs ${fault.notRun}`;
  const counts = `${fault.runs} runs, ${fault.violations.length} violations`;
  return `${head}\n     ${counts.padEnd(26)}${boundTold(fault)}`;
};

export const printed = (report: Report): string => {
  const run = report.faults.filter(({ notRun }) => notRun === undefined).length;
  const lines = report.faults.flatMap((fault) => [
    lineOf(fault),
    ...fault.violations.slice(0, 10).map((violation) => `       ! ${violation}`),
  ]);
  return [
    ...lines,
    `${run} faults run, ${report.notRun} not run, ${report.violations} violations, ${report.over} bounds passed; ${report.commands} commands, seed ${report.seed}, ${report.client}, ${Math.round(report.seconds)} s`,
  ].join('\n');
};
