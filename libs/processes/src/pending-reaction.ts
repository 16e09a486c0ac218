import { createdIdFrom, identityOfReaction } from '@telemachy/event-store';
import type { CommandIdentity } from '@telemachy/event-store';
import type { Process, Reaction, Recorded } from '@telemachy/kernel';
import { idOf } from '@telemachy/projections';
import type { CheckpointKey, DocumentStore, StoredDocument } from '@telemachy/projections';

/** What a process asked for on hearing a fact, kept with its state until it is done: decided once, whatever happens after. */
export type PendingReaction = CheckpointKey & {
  readonly tenant: string;
  readonly instance: string;
  readonly factId: string;
  /** Place among the reactions to one fact. */
  readonly index: number;
  readonly correlationId: string;
  readonly traceparent?: string;
  readonly reaction: Reaction<unknown>;
  /** Asked for in the place of one that was given up. */
  readonly instead?: true;
  /** `parked`: given up after several tries, for the reason beside it. `skipped`: an operator has decided that it is not to be done. */
  readonly state: 'waiting' | 'parked' | 'skipped';
  readonly reason?: string;
  /** When it was given up: RFC 3339, UTC. */
  readonly since?: string;
  /** An operator wants it done (once more), in whichever process: not by whoever had decided it. */
  readonly again?: true;
};

export const reactionsCollection = 'reactions';

const wantedAtOnce = 500;

const padded = (count: number, digits: number): string => String(count).padStart(digits, '0');

export type Asking = {
  readonly key: CheckpointKey;
  readonly heard: { readonly fact: Recorded; readonly traceparent?: string | undefined };
  readonly instance: string;
  readonly again: boolean;
};

/** The documents of a fact's reactions; their ids sort as they were asked for. */
export const reactionDocuments = (
  { key, heard: { fact, traceparent }, instance, again }: Asking,
  reactions: readonly Reaction<unknown>[],
): StoredDocument[] =>
  reactions.map((reaction, index) => {
    const pending: PendingReaction = {
      ...key,
      tenant: fact.tenant,
      instance,
      factId: fact.id,
      index,
      correlationId: fact.correlationId,
      ...(traceparent === undefined ? {} : { traceparent }),
      reaction,
      state: 'waiting',
      ...(again ? { again } : {}),
    };
    const place = `${key.topic}|${padded(fact.position, 16)}|${padded(index, 4)}`;
    return { ...pending, _id: idOf(fact.tenant, `${key.consumer}|${place}`) };
  });

/** What stands in for a command that was given up; it sorts right behind it, before all that follows. */
export const insteadOf = (given: StoredDocument, whenGivenUp: AnyWhenGivenUp): StoredDocument | undefined => {
  const { reaction, instead: already } = given as unknown as PendingReaction;
  if (reaction.kind !== 'command' || already === true) return undefined;
  const command = whenGivenUp?.(reaction.command);
  if (command === undefined) return undefined;
  return { ...given, _id: `${given._id}|instead`, reaction: { kind: 'command', command }, instead: true };
};

/** A command and what stands in for it come from one fact and are two commands. */
export const identityOf = (process: string, { factId, index, instead }: PendingReaction): CommandIdentity => {
  const { id, bodyHash } = identityOfReaction(process, factId, index);
  return { id: instead === true ? createdIdFrom(id, 'instead') : id, bodyHash };
};

export type AnyWhenGivenUp = Process<unknown, never, unknown>['whenGivenUp'];

/** What a process still has to do in one partition, in order. */
export const pendingReactions = (
  documents: Pick<DocumentStore, 'find'>,
  { consumer, topic, partition }: CheckpointKey,
): Promise<readonly StoredDocument[]> =>
  documents.find(reactionsCollection, { consumer, topic, partition, state: 'waiting' });

/** What an operator wants done of a process, in whichever partition. */
export const wantedReactions = (
  documents: Pick<DocumentStore, 'find'>,
  consumer: string,
): Promise<readonly StoredDocument[]> =>
  documents.find(reactionsCollection, { consumer, state: 'waiting', again: true }, wantedAtOnce);
