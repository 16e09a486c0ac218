import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { developmentToken } from '@telemachy/infra/client';
import { org, type Stage } from '../stage/stage.ts';
import type { Cast } from './commands.ts';
import { isAnswer, type Entry } from './entry.ts';
import type { LedgerOrders } from './process.ts';

/** The process that drives the services and writes down what it heard of them. */
export type Ledger = {
  /** Ends the load, and asks again for what has no answer. @returns the entries of this load */
  settle(): Promise<readonly Entry[]>;
  kill(): void;
};

export type LoadOptions = Partial<Pick<LedgerOrders, 'width' | 'pauseMs' | 'kinds' | 'load' | 'addresses' | 'file'>> & {
  readonly seed: number;
  /** Another organization than that of the stage, in which there is a coordinator alone. */
  readonly org?: string;
};

const script = fileURLToPath(new URL('process.ts', import.meta.url));
const fileIn = (dataDir: string): string => join(dataDir, 'ledger.ndjson');

const tokenOf = async (issuer: string, as: string, of = org): Promise<string> =>
  (await developmentToken(issuer, as, of)).access_token;

const castOf = async ({ addresses, people }: Stage): Promise<Cast> => {
  const ids = [...people.cast.keys()];
  const indexOf = (personId: string): number => ids.indexOf(personId) + 1;
  const emails = ids.map((id) => people.emailOf.get(id) as string);
  const tokens = await Promise.all([
    tokenOf(addresses.issuer, 'coordinator'),
    ...emails.map((email) => tokenOf(addresses.issuer, `person:${email}`)),
  ]);
  const mentorships = people.mentorships.map(({ mentorshipId, mentor, mentee }) => ({
    id: mentorshipId,
    mentor: indexOf(mentor.personId),
    mentee: indexOf(mentee.personId),
  }));
  return { tokens, mentorships };
};

/** Everything that was ever written down on this stage, each command as it is known last. */
export const entriesOf = (dataDir: string): readonly Entry[] => {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const byKey = new Map<string, Entry>();
  for (const line of lines) {
    const entry = JSON.parse(line) as Entry;
    byKey.set(entry.key, { ...byKey.get(entry.key), ...entry });
  }
  return [...byKey.values()];
};

export const startLedger = async (stage: Stage, { seed, org: other, ...options }: LoadOptions): Promise<Ledger> => {
  const known = new Set(entriesOf(stage.dataDir).map(({ key }) => key));
  const child = fork(script, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  await once(child, 'message');
  const begin: LedgerOrders = {
    addresses: stage.addresses,
    cast:
      other === undefined
        ? await castOf(stage)
        : { tokens: [await tokenOf(stage.addresses.issuer, 'coordinator', other)], mentorships: [] },
    load: 'usual',
    seed,
    width: 8,
    pauseMs: 80,
    file: fileIn(stage.dataDir),
    ...options,
  };
  child.send({ begin });
  return {
    async settle() {
      child.send('settle');
      await Promise.race([
        once(child, 'message'),
        ended.then(() => {
          throw new Error('the ledger ended before all was settled');
        }),
      ]);
      child.kill('SIGKILL');
      return entriesOf(stage.dataDir).filter(({ key }) => !known.has(key));
    },
    kill: () => void child.kill('SIGKILL'),
  };
};

/** So long took 99 of 100 of the answers, in ms. */
export const slowestPercentOf = (entries: readonly Entry[]): number => {
  const times = entries
    .flatMap(({ attempts }) => attempts.filter(({ status }) => isAnswer(status)).map(({ ms }) => ms))
    .toSorted((one, other) => one - other);
  return times[Math.floor(times.length * 0.99)] ?? 0;
};

/** The longest time in which nobody had a command answered, in s, between the first and the last answer; of one service or of all. */
export const longestGapOf = (entries: readonly Entry[], service?: string): number => {
  const answered = entries
    .filter((entry) => service === undefined || entry.service === service)
    .flatMap(({ attempts }) => attempts.filter(({ status }) => isAnswer(status)).map(({ at, ms }) => at + ms))
    .toSorted((one, other) => one - other);
  const gaps = answered.slice(1).map((time, index) => time - (answered[index] ?? time));
  return Math.max(0, ...gaps) / 1000;
};

/** The longest that a command took from its first try to its first answer, in s. */
export const longestWaitOf = (entries: readonly Entry[]): number =>
  Math.max(
    0,
    ...entries.map(({ attempts }) => {
      const [first, answer] = [attempts[0], attempts.find(({ status }) => isAnswer(status))];
      return first === undefined || answer === undefined ? 0 : (answer.at + answer.ms - first.at) / 1000;
    }),
  );
