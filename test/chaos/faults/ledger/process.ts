import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { randomFrom } from '../../random.ts';
import { commandsOf, type Cast, type Kind } from './commands.ts';
import { isAnswer, type Asked, type Attempt, type Entry } from './entry.ts';

export type LedgerOrders = {
  readonly addresses: Readonly<Record<string, string>>;
  readonly cast: Cast;
  /** Name of this load. */
  readonly load: string;
  /** What is asked for; everything unless told. */
  readonly kinds?: readonly Kind[];
  readonly seed: number;
  /** Commands under way at the same time. */
  readonly width: number;
  /** Pause of each lane between two commands, in ms. */
  readonly pauseMs: number;
  /** A line for each command when it is sent, and one whenever more is known of it. */
  readonly file: string;
};

// A process beside the services: it asks for commands, and writes down what it asked, with which key, and what it heard. It goes on until it is told to
// settle; then it asks again, with the same keys, for whatever has no answer yet.
const longestAnswerMs = 15_000;
/** This share of the commands is asked again once it is done: it must hear the same. */
const askedAgain = 0.1;

let orders: LedgerOrders | undefined;
const settle = new AbortController();
const { signal: settling } = settle;
const open = new Map<string, Entry>();
process.on('disconnect', () => process.exit());
process.on('message', (message: { readonly begin: LedgerOrders } | 'settle') => {
  if (message === 'settle') settle.abort();
  else {
    orders = message.begin;
    void run(orders).then((settled) => process.send?.({ settled }));
  }
});
process.send?.('there');

async function run(given: LedgerOrders): Promise<boolean> {
  const random = randomFrom(given.seed);
  const { next, learn } = commandsOf(given.cast, random, given.kinds);
  const lane = async (): Promise<void> => {
    while (!settling.aborted) {
      const entry = await done(given, newEntry(given.load, next()), () => settling.aborted);
      learn(entry);
      if (entry.outcome === 'done' && random.chance(askedAgain)) await compared(given, entry);
      await pause(given.pauseMs * (0.5 + random.next()));
    }
  };
  await Promise.all(Array.from({ length: given.width }, lane));
  const end = performance.now() + 60_000;
  const isOver = (): boolean => performance.now() > end;
  for (const entry of open.values()) await done(given, entry, isOver);
  return open.size === 0;
}

function newEntry(load: string, asked: Asked): Entry {
  return { ...asked, load, key: randomUUID(), attempts: [], outcome: 'open' };
}

function written({ file }: LedgerOrders, entry: Entry): void {
  appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

/** Asks until it hears an answer, or `isOver`; as a well-behaved client does, with the same key. */
async function done(given: LedgerOrders, asked: Entry, isOver: () => boolean): Promise<Entry> {
  let entry = asked;
  open.set(entry.key, entry);
  written(given, entry);
  do {
    const { attempt, location } = await tried(given, entry);
    const attempts = [...entry.attempts, attempt];
    const [, stream, commit] = /atLeast=([^@]+)@(\w+)/.exec(decodeURIComponent(location ?? '')) ?? [];
    // A refusal after a try that was not answered may have been overtaken by it: it is asked for once more, when all is well.
    const isFirst = attempts.every(({ status }) => isAnswer(status));
    const outcome = !isAnswer(attempt.status) ? 'open' : attempt.status < 300 ? 'done' : 'refused';
    entry = { ...entry, attempts, outcome, ...(commit === undefined ? {} : { commit, stream: stream ?? '' }) };
    open.set(entry.key, entry);
    written(given, entry);
    if (outcome === 'done' || (outcome === 'refused' && (isFirst || settling.aborted))) open.delete(entry.key);
    if (outcome !== 'open') return entry;
    if (!isOver()) await pause(250);
  } while (!isOver());
  return entry;
}

/** Once more with the same key: the same commit, or it is written down what differs. */
async function compared(given: LedgerOrders, entry: Entry): Promise<void> {
  const { attempt, location } = await tried(given, entry);
  // Whoever asks too late is not known any more, which says nothing of the command.
  if (!isAnswer(attempt.status) || attempt.status === 401) return;
  const commit = /atLeast=[^@]+@(\w+)/.exec(decodeURIComponent(location ?? ''))?.[1];
  const first = entry.attempts.at(-1)?.status;
  if (attempt.status === first && commit === entry.commit) return;
  written(given, {
    ...entry,
    differs: `answered ${first} ${entry.commit ?? '-'}, again ${attempt.status} ${commit ?? '-'}`,
  });
}

async function tried(given: LedgerOrders, entry: Entry): Promise<{ attempt: Attempt; location: string | null }> {
  const at = Date.now();
  const from = performance.now();
  const spent = (): number => Math.round(performance.now() - from);
  try {
    const response = await fetch(`${given.addresses[entry.service]}${entry.path}`, {
      method: entry.method,
      headers: {
        authorization: `Bearer ${given.cast.tokens[entry.caller]}`,
        'content-type': 'application/json',
        'idempotency-key': entry.key,
      },
      body: JSON.stringify(entry.body),
      signal: AbortSignal.timeout(longestAnswerMs),
    });
    const text = await response.text();
    const failed = response.status >= 400 ? { error: text.slice(0, 300) } : {};
    return {
      attempt: { at, ms: spent(), status: response.status, ...failed },
      location: response.headers.get('location'),
    };
  } catch (error) {
    const { name, cause } = error as Error & { readonly cause?: { readonly code?: string } };
    return { attempt: { at, ms: spent(), error: cause?.code ?? name }, location: null };
  }
}
