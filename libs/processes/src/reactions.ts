import { identityOfReaction, StoreUnavailable } from '@telemachy/event-store';
import type { Meta } from '@telemachy/event-store';
import type { Logger, Received } from '@telemachy/event-log';
import type { Reaction } from '@telemachy/kernel';
import { idOf } from '@telemachy/projections';
import type { CheckpointKey, DocumentStore, StoredDocument } from '@telemachy/projections';
import type { Dispatch } from './run-process.ts';
import type { TimerRequest } from './timer-requests.ts';

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

export type ReactionsOptions<Command> = {
  /** The process's name. */
  readonly process: string;
  readonly documents: DocumentStore;
  readonly dispatch: Dispatch<Command>;
  readonly timers: (request: TimerRequest) => Promise<void>;
  readonly logger: Logger;
};

/** Tries before a reaction that keeps throwing is given up; a store that does not answer is no reason to give up. */
const tries = 4;

/** Carries out what is pending. Doing it again does nothing new: its identity comes from the fact. */
export const reactions = <Command>({ process, documents, dispatch, timers, logger }: ReactionsOptions<Command>) => {
  const failures = new Map<string, number>();

  const carryOut = async (pending: PendingReaction): Promise<void> => {
    const { tenant, instance, factId, index, correlationId, traceparent } = pending;
    const identity = identityOfReaction(process, factId, index);
    const meta: Meta = {
      correlationId,
      causationId: factId,
      actor: `process:${process}`,
      ...(traceparent === undefined ? {} : { traceparent }),
    };
    const reaction = pending.reaction as Reaction<Command>;
    switch (reaction.kind) {
      case 'command': {
        const done = await dispatch(reaction.command, identity, meta, tenant);
        if (done.outcome === 'refused')
          logger.info(
            { process, tenant, instance, commandId: identity.id, refusal: done.refusal },
            'a command was refused',
          );
        return;
      }
      case 'timer':
      case 'cancel-timer':
        return timers({ tenant, process, instance, reaction, identity, meta });
    }
  };

  const remove = (done: readonly StoredDocument[]): Promise<void> =>
    documents.transact((unit) =>
      unit.write(
        reactionsCollection,
        done.map(({ _id }) => ({ kind: 'remove', id: _id })),
      ),
    );

  /** Unless somebody else, who has the partition now, has done it meanwhile. */
  const giveUp = ({ _id }: StoredDocument, reason: string): Promise<void> =>
    documents.transact(async (unit) => {
      const still = (await unit.load(reactionsCollection, [_id])).get(_id);
      if (still === undefined) return;
      await unit.write(reactionsCollection, [{ kind: 'put', document: { ...still, state: 'parked', reason } }]);
    });

  /** Returns whether it was given up. @throws what it threw, when it is to be tried again */
  const settle = async (document: StoredDocument): Promise<'done' | 'parked'> => {
    const { _id } = document;
    try {
      await carryOut(document as unknown as PendingReaction);
      failures.delete(_id);
      return 'done';
    } catch (error) {
      const failed = (failures.get(_id) ?? 0) + (error instanceof StoreUnavailable ? 0 : 1);
      failures.set(_id, failed);
      if (failed < tries) throw error;
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      logger.error({ process, reaction: _id, reason }, 'a reaction was given up');
      await giveUp(document, reason);
      failures.delete(_id);
      return 'parked';
    }
  };

  /**
   * Carries them out: those of one instance one after the other, instances side by side, so that their appends share inserts.
   * Returns how many were given up. @throws what the first one that is to be tried again threw, once the others have come to rest
   */
  return async (pending: readonly StoredDocument[]): Promise<{ parked: number }> => {
    const lanes = lanesOf(pending);
    const done: StoredDocument[] = [];
    let parked = 0;
    const work = async (): Promise<void> => {
      for (let lane = lanes.shift(); lane !== undefined; lane = lanes.shift()) {
        for (const document of lane) {
          if ((await settle(document)) === 'done') done.push(document);
          else parked += 1;
        }
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: Math.min(width, lanes.length) }, work));
    if (done.length > 0) await remove(done);
    const failed = workers.find((worker) => worker.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return { parked };
  };
};

/** Instances at work at once in one partition. */
const width = 16;

const lanesOf = (pending: readonly StoredDocument[]): (readonly StoredDocument[])[] => {
  const lanes = Map.groupBy(pending, ({ tenant, ['instance']: instance }) => `${tenant}|${String(instance)}`);
  return [...lanes.values()];
};

/** What a process still has to do in one partition, in order. */
export const pendingReactions = (
  documents: Pick<DocumentStore, 'find'>,
  { consumer, topic, partition }: CheckpointKey,
): Promise<readonly StoredDocument[]> =>
  documents.find(reactionsCollection, { consumer, topic, partition, state: 'waiting' });
