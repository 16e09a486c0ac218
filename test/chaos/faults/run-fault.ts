import { setTimeout as pause } from 'node:timers/promises';
import { faultOf, until } from '@telemachy/infra/testing';
import { randomFrom } from '../random.ts';
import { commandsKept, type Before } from './checks/commands-kept.ts';
import { copiesOf, mailsSent } from './checks/mails-sent.ts';
import { atRest } from './checks/progress.ts';
import { readModelsEqual } from './checks/read-models-equal.ts';
import { topicsComplete } from './checks/topics-complete.ts';
import type { Fault, Injected } from './fault.ts';
import type { Entry } from './ledger/entry.ts';
import { entriesOf, startLedger } from './ledger/ledger.ts';
import type { FaultReport } from './report.ts';
import type { Stage } from './stage/stage.ts';

/** Load before the fault and after its end, in ms. */
const calmMs = 1_000;

export type RunOptions = {
  readonly stage: Stage;
  readonly seed: number;
  readonly all: boolean;
  readonly before: Before;
  /** Whether every read model is compared with its facts, the longest of the checks. */
  readonly readModels: boolean;
  /** What was found before: the stage is the same, so it would be found again. */
  readonly known: Set<string>;
  readonly say: (line: string) => void;
};

/** All that must hold once everything is well again, whatever was done. */
const judged = async ({ stage, before, readModels }: RunOptions): Promise<string[]> => {
  const entries = entriesOf(stage.dataDir);
  // Members of the set may still be voting on a busy machine.
  const read = (what: string, ask: () => Promise<string[]>): Promise<string[]> =>
    until(what, ask, { withinMs: 60_000, everyMs: 500 });
  const all = await Promise.all([
    read('the stores being read', () => commandsKept(stage, entries, before)),
    read('the topics being read', () => topicsComplete(stage)),
    read('the mails being read', () => mailsSent(stage)),
    readModels ? readModelsEqual(stage) : [],
  ]);
  return all.flat();
};

/** Says how long each phase took. */
const stopwatch = (say: (line: string) => void): ((phase: string) => void) => {
  let from = performance.now();
  return (phase) => {
    const now = performance.now();
    say(`${phase} in ${((now - from) / 1000).toFixed(1)} s`);
    from = now;
  };
};

/** Ends of services that no fault asked for; a crash point's are by SIGKILL. */
const endedByThemselves = (stage: Stage): string[] =>
  Object.values(stage.services).flatMap(({ name, unasked, logFile }) =>
    unasked.filter((code) => code !== 137).map((code) => `${name} ended by itself with exit code ${code}: ${logFile}`),
  );

/** Makes a fault under load, heals everything, waits until all is at rest, and judges. */
export const runFault = async (fault: Fault, options: RunOptions): Promise<FaultReport> => {
  const { stage, seed, all, known, say } = options;
  const { name, what, bound } = fault;
  const missing = fault.needs?.(stage);
  if (missing !== undefined) return { name, what, runs: 0, violations: [], notRun: missing, seconds: 0 };
  const from = performance.now();
  const violations: string[] = [];
  const violated = (violation: string): void => void violations.push(violation);
  const random = randomFrom(seed);
  const ended = new Set(endedByThemselves(stage));
  let injected: Injected = { runs: 0 };
  let entries: readonly Entry[] = [];
  let restSeconds = Number.NaN;
  let failed = false;

  const mailer = stage.services.notification.pid();
  const copies = await copiesOf(stage);
  const ledger = await startLedger(stage, { seed, ...fault.load });
  try {
    await pause(calmMs);
    const phase = stopwatch((told) => say(`  ${told}`));
    // What could not be made to its end is healed and judged all the same.
    injected = await fault.inject({ stage, random, all, violated, say, ledger }).catch((error: unknown) => {
      failed = true;
      violated(faultOf(error));
      return injected;
    });
    phase('made');
    await stage.heal();
    phase('healed');
    await pause(calmMs);
    entries = await ledger.settle();
    phase(`${entries.length} commands settled`);
    restSeconds = await atRest(stage);
    phase('at rest');
    violations.push(...(await judged(options)).filter((violation) => !known.has(violation)));
    const more = (await copiesOf(stage)) - copies;
    const died = injected.senderDied === true || stage.services.notification.pid() !== mailer;
    if (more > 0 && !died) violated(`${more} mails were sent twice, though who sends them never died`);
    phase('judged');
  } catch (error) {
    failed = true;
    violated(faultOf(error));
    await stage.heal().catch((still: unknown) => violated(`not well again: ${faultOf(still)}`));
  } finally {
    ledger.kill();
  }
  violations.push(...endedByThemselves(stage).filter((end) => !ended.has(end)));
  for (const violation of violations) known.add(violation);
  const reached = fault.measured?.({ entries, restSeconds }) ?? injected.reached;
  const seconds = (performance.now() - from) / 1000;
  if (failed || bound === undefined || reached === undefined)
    return { name, what, runs: injected.runs, violations, seconds };
  const limit = bound.limit(stage);
  const holds = reached <= limit;
  return {
    name,
    what,
    runs: injected.runs,
    violations,
    bound: { what: bound.what, limit, reached, unit: bound.unit, holds },
    seconds,
  };
};
