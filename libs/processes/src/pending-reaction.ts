import { createdIdFrom, identityOfReaction } from '@telemachy/event-store';
import type { CommandIdentity } from '@telemachy/event-store';
import type { Received } from '@telemachy/event-log';
import type { Process, Reaction } from '@telemachy/kernel';
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
  /** `parked`: given up after several tries, for the reason beside it. */
  readonly state: 'waiting' | 'parked';
  readonly reason?: string;
};

export const reactionsCollection = 'reactions';

const padded = (count: number, digits: number): string => String(count).padStart(digits, '0');

/** The documents of a fact's reactions; their ids sort as they were asked for. */
export const reactionDocuments = (
  key: CheckpointKey,
  { fact, traceparent }: Received,
  instance: string,
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
