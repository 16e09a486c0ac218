import { StoreUnavailable } from '@telemachy/event-store';
import type { Meta } from '@telemachy/event-store';
import type { Logger } from '@telemachy/event-log';
import type { Process, Reaction } from '@telemachy/kernel';
import type { DocumentStore, StoredDocument } from '@telemachy/projections';
import { identityOf, insteadOf, reactionsCollection } from './pending-reaction.ts';
import type { AnyWhenGivenUp, PendingReaction } from './pending-reaction.ts';
import type { Dispatch } from './run-process.ts';
import type { TimerRequest } from './timer-requests.ts';

export type ReactionsOptions<Command> = {
  /** The process's name. */
  readonly process: string;
  readonly whenGivenUp?: Process<unknown, never, Command>['whenGivenUp'];
  readonly documents: DocumentStore;
  readonly dispatch: Dispatch<Command>;
  readonly timers: (request: TimerRequest) => Promise<void>;
  readonly logger: Logger;
};

/** Tries before a reaction that keeps throwing is given up; a store that does not answer is no reason to give up. */
const tries = 4;

/** Carries out what is pending. Doing it again does nothing new: its identity comes from the fact. */
export const reactions = <Command>({
  process,
  whenGivenUp,
  documents,
  dispatch,
  timers,
  logger,
}: ReactionsOptions<Command>) => {
  const failures = new Map<string, number>();

  const carryOut = async (pending: PendingReaction): Promise<void> => {
    const { tenant, instance, factId, correlationId, traceparent } = pending;
    const identity = identityOf(process, pending);
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

  /**
   * Parks it and keeps what stands in for it, in one unit of work, unless somebody else, who has the partition now, has settled it meanwhile.
   * Returns what is to be carried out in its stead.
   */
  const giveUp = ({ _id }: StoredDocument, reason: string): Promise<StoredDocument | undefined> =>
    documents.transact(async (unit) => {
      const still = (await unit.load(reactionsCollection, [_id])).get(_id);
      if (still === undefined || still['state'] !== 'waiting') return undefined;
      const instead = insteadOf(still, whenGivenUp as AnyWhenGivenUp);
      const { again: _, ...rest } = still as StoredDocument & { readonly again?: true };
      const given = { ...rest, state: 'parked', reason, since: new Date().toISOString() };
      const kept = [given, ...(instead === undefined ? [] : [instead])];
      await unit.write(
        reactionsCollection,
        kept.map((document) => ({ kind: 'put', document })),
      );
      return instead;
    });

  /** @throws what it threw, when it is to be tried again */
  const settle = async (document: StoredDocument): Promise<Settled> => {
    const { _id } = document;
    try {
      await carryOut(document as unknown as PendingReaction);
      failures.delete(_id);
      return { done: true };
    } catch (error) {
      const failed = (failures.get(_id) ?? 0) + (error instanceof StoreUnavailable ? 0 : 1);
      failures.set(_id, failed);
      if (failed < tries) throw error;
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      logger.error({ process, reaction: _id, reason }, 'a reaction was given up');
      const instead = await giveUp(document, reason);
      failures.delete(_id);
      return { done: false, instead };
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
        for (let next = lane.shift(); next !== undefined; next = lane.shift()) {
          const settled = await settle(next);
          if (settled.done) done.push(next);
          else parked += 1;
          if (!settled.done && settled.instead !== undefined) lane.unshift(settled.instead);
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

type Settled =
  | { readonly done: true }
  /** It was given up; `instead` takes its place. */
  | { readonly done: false; readonly instead: StoredDocument | undefined };

/** Instances at work at once in one partition. */
const width = 16;

const lanesOf = (pending: readonly StoredDocument[]): StoredDocument[][] => {
  const lanes = Map.groupBy(pending, ({ tenant, ['instance']: instance }) => `${tenant}|${String(instance)}`);
  return [...lanes.values()];
};
