import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
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

export type RebuiltOfService = Rebuilt & { readonly service: string; readonly from: 'store' | 'topic' | 'previous' };

export type RebuildAsked = {
  readonly readModel: string | undefined;
  readonly from: 'store' | 'topic';
  /** Go back to the generation that was live before, instead of building one. */
  readonly rollback: boolean;
  readonly accept: boolean;
  readonly anew: boolean;
  readonly keep: boolean;
  /** Stops it in good order. */
  readonly signal?: AbortSignal;
  readonly limits?: RebuildOptions<object, never>['limits'];
  /** Told how it goes; the operator, about once a second, unless told otherwise. */
  readonly progress?: (line: string) => void;
};

const options = {
  from: { type: 'string', default: 'store' },
  rollback: { type: 'boolean', default: false },
  accept: { type: 'boolean', default: false },
  anew: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
} as const;

/** @throws Error naming what does not do */
export const readRebuild = (args: readonly string[]): RebuildAsked => {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const { from, ...flags } = values;
  if (from !== 'store' && from !== 'topic') throw new Error(`--from takes store or topic, not "${from}"`);
  const [readModel, more] = positionals;
  if (more !== undefined) throw new Error(`one read model at a time: "${readModel}" or "${more}"`);
  return { readModel, from, ...flags };
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
  asked: RebuildAsked,
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
