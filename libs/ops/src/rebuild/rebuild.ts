import { hostname } from 'node:os';
import { mongoProgress } from '@telemachy/event-log';
import { mongoEventStore } from '@telemachy/event-store';
import {
  ensureIndexed,
  mongoDocuments,
  rebuildReadModel,
  rollBackReadModel,
  type FactSource,
  type RebuildOptions,
  type Rebuilt,
} from '@telemachy/projections';
import type { Installation } from '../installation.ts';
import { onStandardError, progress as onceASecond } from '../output.ts';
import { findReadModel } from '../read-models-of.ts';
import type { Registration } from '../registration.ts';
import type { RebuildAsked } from './read-rebuild.ts';

export type RebuiltOfService = Rebuilt & { readonly service: string; readonly from: 'store' | 'topic' | 'previous' };

export type Tuned = RebuildAsked & {
  /** Stops it in good order. */
  readonly signal?: AbortSignal;
  readonly limits?: RebuildOptions<object, never>['limits'];
  /** Told how it goes; the operator, about once a second, unless told otherwise. */
  readonly progress?: (line: string) => void;
};

/** Facts of a service to read, and nothing to append with. */
const sourceIn =
  ({ databaseOf, topicOf }: Pick<Installation, 'databaseOf' | 'topicOf'>) =>
  (service: string): FactSource => {
    const db = databaseOf(service);
    const { readAll, skippedAmong } = mongoEventStore({ db });
    return { readAll, skippedAmong, published: () => mongoProgress(db).read(topicOf(service)) };
  };

/**
 * Builds a read model of a service anew beside the live one and makes it live, or goes back to the one before; the service goes on meanwhile.
 */
export const rebuild = async (
  registration: Registration,
  installation: Pick<Installation, 'databaseOf' | 'topicOf' | 'log'>,
  asked: Tuned,
): Promise<RebuiltOfService> => {
  const { name } = registration.service;
  const { projection, indexes = [] } = findReadModel(registration, asked.readModel);
  const db = installation.databaseOf(name);
  const { consume, endOffsets, partitionsOf } = installation.log();
  const { rollback, from, accept, anew, keep, signal, limits, progress = forOperator(name) } = asked;
  const rebuilt = await (rollback ? rollBackReadModel : rebuildReadModel)({
    service: name,
    projection,
    documents: mongoDocuments(db),
    log: { consume, endOffsets, partitionsOf },
    sources: sourceIn(installation),
    topicOf: installation.topicOf,
    from,
    index: (generation) => ensureIndexed(db, generation, indexes),
    builder: `${hostname()}/${process.pid}/${Date.now()}`,
    logger: onStandardError,
    acceptDifferences: accept,
    anew,
    keepOld: keep,
    progress,
    ...(signal === undefined ? {} : { signal }),
    ...(limits === undefined ? {} : { limits }),
  });
  return { service: name, from: rollback ? 'previous' : from, ...rebuilt };
};

const forOperator = (service: string): ((line: string) => void) => {
  const tell = onceASecond();
  return (line) => tell(() => `${service}: ${line}`);
};
