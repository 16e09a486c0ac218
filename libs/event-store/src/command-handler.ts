import type { Decider, Fact } from '@telemachy/kernel';
import { setTimeout as pause } from 'node:timers/promises';
import { CommitRefused } from './errors.ts';
import type { Handled } from './handled.ts';
import { answered, settled } from './handled.ts';
import { inLine } from './in-line.ts';
import type { LoadedState, LongStreams } from './long-streams.ts';
import { wholeStreams } from './long-streams.ts';
import { streamOf } from './names.ts';
import type { ClaimChange, CommandIdentity, EventStore, Head, Meta } from './port.ts';

export type HandlerOptions<State, Command, Event extends Fact, Refusal extends string> = {
  readonly store: EventStore;
  /** The first words of the streams' names, such as `mentorship`. */
  readonly kind: string;
  readonly decider: Decider<State, Command, Event, Refusal>;
  /** How often to decide again when somebody else was quicker; 10 unless told. */
  readonly retries?: number;
  /** Waits before turn 1, 2, …; by default a few random ms, so that those who collided do not collide again. */
  readonly waitBefore?: (turn: number) => Promise<unknown>;
  /** Whoever has waited so long for those before them to be done with the stream, in ms, is `contended` instead; waits for ever unless told. */
  readonly patienceMs?: number;
  /** For streams that grow beyond some hundred facts: `snapshotsOf` or `summariesOf`. Their whole is read unless told. */
  readonly longStreams?: LongStreams<State, Event>;
};

export type Handling<State, Command, Event extends Fact> = {
  readonly tenant: string;
  /** UUID of the stream's thing. */
  readonly id: string;
  readonly command: Command;
  readonly identity: CommandIdentity;
  /** The caller may send this identity again, with whatever body: what changes nothing is then remembered too. Costs one read beside the load. */
  readonly keyed?: boolean;
  readonly meta: Meta;
  /** The version the caller saw (`If-Match`); another one now is `stale`. It never becomes the version appended to. */
  readonly expectedVersion?: number;
  /** Rules that span streams, from the facts that were decided. */
  readonly claims?: (facts: readonly Event[], before: State, after: State) => readonly ClaimChange[];
  /** What the command answers; kept with the commit, so that a retry hears the same. A JSON value. */
  readonly answer?: (facts: readonly Event[], after: State) => unknown;
};

export type CommandHandler<State, Command, Event extends Fact, Refusal extends string> = {
  /** @throws CommitRefused, NameRefused, StoreUnavailable as the store does. */
  readonly handle: (handling: Handling<State, Command, Event>) => Promise<Handled<State, Refusal>>;
  /** State now; version 0 and the initial state where there is no such stream. */
  readonly load: (tenant: string, id: string) => Promise<{ readonly state: State; readonly version: number }>;
};

type Verdict<Event, Outcome> = { readonly events: readonly Event[] } | { readonly otherwise: () => Outcome };

/** Runs a decider on its streams: load, decide, append; again when somebody else was quicker. Asking twice with the same identity does it once. */
export const commandHandler = <State, Command, Event extends Fact, Refusal extends string>({
  store,
  kind,
  decider,
  retries = 10,
  waitBefore = (turn) => pause(Math.random() * Math.min(100, 4 * 2 ** turn)),
  patienceMs = Infinity,
  longStreams = wholeStreams(decider),
}: HandlerOptions<State, Command, Event, Refusal>): CommandHandler<State, Command, Event, Refusal> => {
  const stateOf = (tenant: string, stream: string): Promise<LoadedState<State>> =>
    longStreams.load(store, tenant, stream);

  const judge = (
    { command, expectedVersion, answer }: Handling<State, Command, Event>,
    { version }: Head,
    state: State,
  ): Verdict<Event, Handled<State, Refusal>> => {
    if (expectedVersion !== undefined && expectedVersion !== version)
      return { otherwise: () => ({ accepted: false, why: 'stale', version }) };
    try {
      const decision = decider.decide(command, state);
      if (!decision.accepted)
        return { otherwise: () => ({ accepted: false, why: 'refused', refusal: decision.refusal }) };
      if (decision.events.length > 0) return { events: decision.events };
      return {
        otherwise: () => ({
          accepted: true,
          commit: undefined,
          version,
          repeated: false,
          answer: answer?.([], state),
          state,
        }),
      };
    } catch (error) {
      return {
        otherwise: () => {
          throw error;
        },
      };
    }
  };

  const attempt = async (
    stream: string,
    handling: Handling<State, Command, Event>,
  ): Promise<Handled<State, Refusal> | 'conflict'> => {
    const { tenant, identity, meta } = handling;
    const [{ head, state, read }, unchanged] = await Promise.all([
      stateOf(tenant, stream),
      handling.keyed ? store.unchangedOf(tenant, stream, identity) : undefined,
    ]);
    if (unchanged !== undefined) return answered(unchanged);
    const verdict = judge(handling, head, state);
    if ('otherwise' in verdict) {
      // A command that was done before looks stale, refused or needless now. One that yields facts need not ask: the append finds out.
      const done = await store.commitOf(tenant, stream, identity);
      if (done !== undefined) return answered(done);
      const handled = verdict.otherwise();
      // What was refused may come again with another body: nothing was done, and it was not said that it was.
      if (!handling.keyed || !handled.accepted) return handled;
      const first = await store.keepUnchanged(head, { command: identity, answer: handled.answer });
      return first === undefined ? handled : answered(first);
    }
    const { events } = verdict;
    const after = events.reduce(decider.evolve, state);
    const behind = longStreams.behind(after, read + events.length);
    const appended = await store.append(head, [...events, ...behind], {
      command: identity,
      meta,
      answer: handling.answer?.(events, after),
      claims: handling.claims?.(events, state, after) ?? [],
    });
    if (appended.outcome === 'appended') longStreams.reached(store, appended.head, after, read + events.length);
    return settled(appended, after);
  };

  return {
    async handle(handling) {
      const stream = streamOf(kind, handling.id);
      checkExpected(handling.expectedVersion);
      const asked = performance.now();
      // At once they would only be quicker than each other; other processes still may be.
      return inLine(store, `${handling.tenant} ${stream}`, async () => {
        if (performance.now() - asked > patienceMs) return { accepted: false, why: 'contended' };
        for (let turn = 0; turn <= retries; turn += 1) {
          if (turn > 0) await waitBefore(turn);
          const handled = await attempt(stream, handling);
          if (handled !== 'conflict') return handled;
        }
        return { accepted: false, why: 'contended' };
      });
    },
    async load(tenant, id) {
      const { head, state, read } = await stateOf(tenant, streamOf(kind, id));
      longStreams.reached(store, head, state, read);
      return { state, version: head.version };
    },
  };
};

const checkExpected = (version: number | undefined): void => {
  if (version === undefined || (Number.isSafeInteger(version) && version >= 0)) return;
  throw new CommitRefused(
    'bad-version',
    'expectedVersion',
    `${version} is the version of no stream`,
    'Give the version that an earlier answer named, 0 for a stream that does not exist yet',
  );
};
