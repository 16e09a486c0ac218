import type { EventLog, Logger } from '@telemachy/event-log';
import type { Fact, Projection } from '@telemachy/kernel';
import type { DocumentStore } from '../document-store.ts';
import { anyProjection } from '../fold.ts';
import { liveName, modelOfGeneration, nameOfGeneration } from '../generations.ts';
import { collectionOf } from '../read-model.ts';
import { BuildLost, claimBuild, claimMs, formOf, type BuildClaim, type ClaimOptions } from './build-claim.ts';
import type { BulkLimits } from './bulk-fold.ts';
import { buildGeneration } from './build-generation.ts';
import { catchUp } from './catch-up.ts';
import { compareGenerations, type GenerationsCompared } from './compare-generations.ts';
import type { FactSources } from './fact-source.ts';
import { makeLive } from './make-live.ts';

export type RebuildOptions<Doc extends object, Event extends Fact> = {
  /** The service whose database holds the read model. */
  readonly service: string;
  readonly projection: Projection<Doc, Event>;
  readonly documents: DocumentStore;
  /** To read from. */
  readonly log: Pick<EventLog, 'consume' | 'endOffsets' | 'partitionsOf'>;
  readonly sources: FactSources;
  readonly topicOf: (service: string) => string;
  readonly from: 'store' | 'topic';
  /** Makes the indexes of a generation, once its documents are in bulk. */
  readonly index: (generation: string) => Promise<void>;
  /** Unique for each builder that ever was, for people to read: host and process, say. */
  readonly builder: string;
  readonly logger: Logger;
  /** Makes it live although it differs from what was live, also one that was built before and differed. */
  readonly acceptDifferences?: boolean;
  /** Goes on with nothing that was begun before. */
  readonly anew?: boolean;
  /** Keeps all generations; without it those before the previous one are dropped. */
  readonly keepOld?: boolean;
  /** Told how it goes, as often as there is something new. */
  readonly progress?: (line: string) => void;
  readonly signal?: AbortSignal;
  readonly limits?: BulkLimits;
};

export type Rebuilt = {
  readonly model: string;
  /** What was built, and what was live before. */
  readonly built: string;
  readonly before: string;
  /** Whether it is live now: where it differs from what was live, only when that is accepted. */
  readonly live: boolean;
  /** It went on where a builder before it had been stopped. */
  readonly resumed: boolean;
  readonly facts: number;
  readonly factsPerSecond: number;
  readonly compared: GenerationsCompared;
  readonly dropped: readonly string[];
};

/** What all steps of a rebuild share. */
export type Rebuilding = Omit<RebuildOptions<object, Fact>, 'projection'> & {
  readonly projection: ReturnType<typeof anyProjection>;
  readonly model: string;
  readonly claim: BuildClaim;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
};

/**
 * Builds a read model anew beside the live one, while both the service and its writers go on: folds all facts in bulk, follows the topic until it has
 * caught up, compares document by document, and makes the new generation live in one step, where it is the same or differences are accepted. Killed at any
 * moment, the next call goes on where it was. It is given facts to read and documents to write: there is no way from here to a mail, a command or another service.
 * @throws BuildUnderWay while somebody else builds this read model
 */
export const rebuildReadModel = <Doc extends object, Event extends Fact>(
  options: RebuildOptions<Doc, Event>,
): Promise<Rebuilt> =>
  building(options, options, async (rebuilding) => finish(rebuilding, await buildGeneration(rebuilding)));

/**
 * Makes the generation live again that was live before, once it has caught up with what came since.
 * @throws Error when there is none
 */
export const rollBackReadModel = async <Doc extends object, Event extends Fact>(
  options: RebuildOptions<Doc, Event>,
): Promise<Rebuilt> => {
  const model = collectionOf(options.projection);
  const previous = (await options.documents.generations()).find((one) => one.model === model)?.previous;
  if (previous === undefined)
    throw new Error(
      `${model} has no generation before the live one: it was not rebuilt, or the one before was dropped`,
    );
  const accepting = { ...options, acceptDifferences: true };
  return building(accepting, { from: 'previous', previous }, (rebuilding) =>
    finish(rebuilding, { facts: 0, factsPerSecond: 0 }),
  );
};

/** Does the work under the claim of the builder, which is renewed while it goes on, and let go when it ends otherwise than by being killed. */
const building = async <Doc extends object, Event extends Fact>(
  options: RebuildOptions<Doc, Event>,
  begun: Pick<ClaimOptions, 'from' | 'previous' | 'anew'>,
  work: (rebuilding: Rebuilding) => Promise<Rebuilt>,
): Promise<Rebuilt> => {
  const { documents, projection, builder, acceptDifferences = false, logger } = options;
  const { from, previous, anew = false } = begun;
  const model = collectionOf(projection);
  const any = anyProjection(projection);
  await documents.ensure([]);
  const claim = await claimBuild({
    documents,
    model,
    from,
    form: formOf(any),
    builder,
    anew,
    acceptDifferences,
    ...(previous === undefined ? {} : { previous }),
  });
  const renewing = setInterval(() => {
    documents
      .transact((unit) => claim.keep(unit))
      .catch((error: unknown) => {
        // It is live by now, or somebody else's, and then nothing more is kept.
        if (error instanceof BuildLost) return clearInterval(renewing);
        logger.warn({ model, error: String(error) }, 'the build was not renewed');
      });
  }, claimMs / 4);
  try {
    if (claim.abandoned !== undefined) await documents.drop(claim.abandoned);
    return await work({
      ...options,
      projection: any,
      model,
      claim,
      progress: options.progress ?? (() => {}),
      signal: options.signal ?? new AbortController().signal,
    });
  } finally {
    clearInterval(renewing);
    await claim.release().catch(() => undefined);
  }
};

const finish = async (
  rebuilding: Rebuilding,
  folded: { readonly facts: number; readonly factsPerSecond: number },
): Promise<Rebuilt> => {
  const { documents, model, claim, acceptDifferences = false, keepOld = false } = rebuilding;
  const before = await liveName(documents, model);
  const following = await catchUp(rebuilding);
  try {
    const compared = await compareGenerations(rebuilding, [before, claim.name]);
    const live = compared.equal || acceptDifferences;
    if (live) await makeLive({ documents, model, claim, places: await following.places() });
    else await documents.transact((unit) => claim.keep(unit, () => ({ phase: 'differing' })));
    return {
      model,
      built: claim.name,
      before,
      live,
      resumed: claim.resumed,
      ...folded,
      compared,
      dropped: live && !keepOld ? await dropOld(documents, model) : [],
    };
  } finally {
    await following.stop();
  }
};

/** Drops the generations that are neither live, nor the one before, nor being built. @param all the one before, too */
export const dropOld = async (documents: DocumentStore, model: string, all = false): Promise<readonly string[]> => {
  const found = (await documents.generations()).find((one) => one.model === model);
  if (found === undefined) return [];
  if (all) {
    await documents.transact(async (unit) => {
      const { previous: _, ...rest } = await unit.generationsOf(model);
      await unit.keepGenerations(rest);
    });
  }
  const kept = [found.live, found.building?.generation, all ? undefined : found.previous].flatMap((generation) =>
    generation === undefined ? [] : [nameOfGeneration(model, generation)],
  );
  const old = (await documents.consumers()).filter((name) => modelOfGeneration(name) === model && !kept.includes(name));
  for (const name of old) await documents.drop(name);
  return old;
};
