import {
  commandHandler,
  CommitRefused,
  type ClaimChange,
  type CommandHandler,
  type EventStore,
  type Handled,
  type LongStreams,
} from '@telemachy/event-store';
import type { Decider, Fact } from '@telemachy/kernel';
import { formatAtLeast } from '@telemachy/projections';
import type { MentorshipId, PersonId } from '@telemachy/contracts';
import { Answer } from '../http/answer.ts';
import type { CommandContext } from '../http/command-context.ts';
import { Problem } from '../http/problem.ts';
import { refusalProblem, type RefusalTable } from '../http/refusals.ts';
import type { Words } from '../words/words.ts';
import { openedStreams } from './opened-streams.ts';
import { outcomeProblem } from './outcomes.ts';

/** Words that decisions need. */
export type OpensWords<State, Command> = {
  /** Whether this command is decided on words; where it is not, it needs no key. */
  readonly isNeededBy: (command: Command) => boolean;
  readonly words: Pick<Words, 'openFor'>;
  /** The mentorship whose words they are, as the thing's own facts say; none for a thing that does not exist. Without it they are the caller's own. */
  readonly mentorshipOf?: (state: State) => MentorshipId | undefined;
};

export type StreamsOptions<State, Command, Event extends Fact, Refusal extends string, Relation extends string> = {
  readonly store: EventStore;
  /** First part of the stream's name: `goal`. */
  readonly kind: string;
  /** Where one of them is read: `/v1/goals`. */
  readonly path: string;
  readonly decider: Decider<State, Command, Event, Refusal>;
  /** For streams that grow beyond some hundred facts. */
  readonly longStreams?: LongStreams<State, Event>;
  readonly refusals: RefusalTable<Refusal>;
  /** How a person stands to the thing, as its own facts say; none for a thing that does not exist. */
  readonly relations: (state: State, person: PersonId | undefined) => readonly Relation[];
  /** Where decisions need words of the two people: opens them for whoever commands and is one of them. */
  readonly opens?: OpensWords<State, Command>;
  /** How many of the thing's facts a person is not told of: the versions that they see and send leave them out. None by default. */
  readonly untold?: (state: State, person: PersonId | undefined) => number;
};

export type Performance<State, Command, Event extends Fact> = {
  readonly id: string;
  readonly command: Command;
  /** The command makes the thing: answers 201. */
  readonly creates?: boolean;
  /** Rules that span streams, changed in the same transaction. */
  readonly claims?: (facts: readonly Event[], before: State, after: State) => readonly ClaimChange[];
  /** What the answer says besides `id` and `version`; kept, so that a retry hears the same. */
  readonly answer?: (facts: readonly Event[], after: State) => Readonly<Record<string, unknown>>;
};

/** Who sends a command would rather hear within 2 s that a stream is busy than wait in a line that grows, in ms. */
const patienceMs = 1_750;

/** Streams of one kind, as the HTTP edge commands them: access by the stream's own facts, retries, preconditions, refusals, answer. */
export class Streams<State, Command, Event extends Fact, Refusal extends string, Relation extends string> {
  readonly #options: StreamsOptions<State, Command, Event, Refusal, Relation>;

  constructor(options: StreamsOptions<State, Command, Event, Refusal, Relation>) {
    this.#options = options;
  }

  /**
   * Does a command, once.
   * @throws Problem 404 not the caller's, else 409, 412, 422 … as the outcome says. @throws StoreUnavailable
   */
  async perform(context: CommandContext, what: Performance<State, Command, Event>): Promise<Answer> {
    const handled = await this.#handle(context, what).catch(tooLarge);
    if (!handled.accepted) {
      if (handled.why === 'refused') throw refusalProblem(this.#options.refusals, handled.refusal);
      const stale = handled.why === 'stale';
      throw outcomeProblem(
        stale ? { ...handled, version: await this.#shown(context, what.id, handled.version) } : handled,
      );
    }
    // Whoever has the command's id did this very thing before, and was permitted to.
    if (handled.repeated) context.access.settle();
    const { commit } = handled;
    const version = await this.#shown(context, what.id, handled.version);
    const fresh = commit === undefined ? '' : `?atLeast=${formatAtLeast({ stream: commit.stream, commit: commit.id })}`;
    return new Answer(
      what.creates ? 201 : 200,
      { ...(handled.answer as object), version },
      {
        etag: `"${version}"`,
        location: `${this.#options.path}/${what.id}${fresh}`,
        'idempotency-key': context.idempotencyKey,
      },
    );
  }

  async #handle(context: CommandContext, what: Performance<State, Command, Event>): Promise<Handled<State, Refusal>> {
    const { id, command, claims, answer } = what;
    const { access, ifMatch, identity, meta } = context;
    const { tenant } = access.caller;
    const handler = this.#handlerFor(context, command);
    const handle = (expected: { readonly expectedVersion?: number }) =>
      handler.handle({
        tenant,
        id,
        command,
        identity,
        // What is made has an id from its command: a repetition meets its commit there.
        keyed: context.keyed && !what.creates,
        meta,
        ...expected,
        ...(claims === undefined ? {} : { claims }),
        answer: (facts, after) => ({ id, ...answer?.(facts, after) }),
      });
    if (ifMatch === undefined) return handle({});
    const untoldNow = async (): Promise<number> => {
      const { state } = await handler.load(tenant, id);
      // A stale `If-Match` is told before a decision, and must not tell strangers that the thing exists.
      if (!access.settled) access.permit(this.#options.relations(state, access.person));
      return this.#options.untold?.(state, access.person) ?? 0;
    };
    let untold = await untoldNow();
    for (;;) {
      const handled = await handle({ expectedVersion: ifMatch + untold });
      if (handled.accepted || handled.why !== 'stale') return handled;
      const now = await untoldNow();
      if (now === untold) return handled;
      // A fact that the caller is not told of came in between; it makes nothing stale.
      untold = now;
    }
  }

  /** A version of the stream as this caller sees it: without the facts up to there that they are not told of. */
  async #shown({ access }: CommandContext, id: string, version: number): Promise<number> {
    const { store, kind, decider, untold } = this.#options;
    if (untold === undefined) return version;
    const { facts } = await store.load(access.caller.tenant, `${kind}-${id}`);
    const then = facts
      .filter((fact) => fact.version <= version)
      .reduce((state, { event }) => decider.evolve(state, event as Event), decider.initial);
    return version - untold(then, access.person);
  }

  /** The decider, with the question "may this caller?" before each decision, on the state that is decided on. */
  #handlerFor({ access }: CommandContext, about: Command): CommandHandler<State, Command, Event, Refusal> {
    const { store, kind, decider, relations, longStreams, opens } = this.#options;
    const loading =
      opens?.isNeededBy(about) !== true ? longStreams : openedStreams({ decider, relations, opens, access });
    return commandHandler({
      store,
      kind,
      patienceMs,
      ...(loading === undefined ? {} : { longStreams: loading }),
      decider: {
        ...decider,
        decide: (command, state) => {
          if (!access.settled) access.permit(relations(state, access.person));
          return decider.decide(command, state);
        },
      },
    });
  }
}

/** What the caller sent fits a request, but not one commit beside what belongs to it. */
const tooLarge = (error: unknown): never => {
  if (!(error instanceof CommitRefused) || error.why !== 'too-large') throw error;
  throw new Problem(413, 'too-large', 'This is more than can be kept at once: about 1 MB. Send less.');
};
