import { setTimeout as pause } from 'node:timers/promises';
import { ownerOf } from '@telemachy/contracts';
import type { Recorded } from '@telemachy/kernel';
import { DocumentRefused } from '../document-store.ts';
import { parkedCollection } from '../parked.ts';
import { BuildLost } from './build-claim.ts';
import { bulkFold } from './bulk-fold.ts';
import { foldStores, placeIn } from './fold-stores.ts';
import { foldTopics, TopicIncomplete } from './fold-topics.ts';
import type { Rebuilding } from './rebuild-read-model.ts';

const tries = 5;

/** Facts without those that an operator took out of account: who follows a topic cannot know of a mark that stands further behind. */
export const countingIn =
  (sources: Rebuilding['sources']) =>
  async (facts: readonly Recorded[]): Promise<readonly Recorded[]> => {
    const skipped = new Set<string>();
    for (const [owner, some] of Map.groupBy(facts, ({ event }) => ownerOf(event.type)))
      for (const id of await sources(owner).skippedAmong(some.map((fact) => fact.id))) skipped.add(id);
    return skipped.size === 0 ? facts : facts.filter(({ id }) => !skipped.has(id));
  };

/** Folds in bulk what there is, up to the place in the topics from which to follow. */
export const buildGeneration = async (
  rebuilding: Rebuilding,
): Promise<{ readonly facts: number; readonly factsPerSecond: number }> => {
  const {
    projection,
    documents,
    claim,
    sources,
    topicOf,
    progress,
    signal,
    from,
    logger,
    log,
    service,
    index,
    limits,
  } = rebuilding;
  const owners = [...new Set(projection.hears.map(ownerOf))];
  const places = new Map<string, ReturnType<typeof placeIn>>();
  for (const owner of owners) {
    const published = await sources(owner).published();
    places.set(owner, placeIn(topicOf(owner), published?.partitionseqs.length ?? 0));
  }
  const placeOf = (fact: Recorded) => {
    const of = places.get(ownerOf(fact.event.type));
    if (of === undefined) throw new Error(`${fact.event.type} is not heard`);
    return of(fact);
  };
  await documents.ensure([claim.name, parkedCollection]);
  const refused = new Map<string, string>();
  const before = (await claim.building()).folded;
  const begun = performance.now();

  const attempt = async (): Promise<void> => {
    const bulk = await bulkFold({ projection, documents, generation: claim.name, placeOf, refused, limits });
    const common = { hears: projection.hears, topicOf, documents, claim, bulk, signal };
    if (from === 'store') {
      await foldStores({
        ...common,
        sources,
        factsPerRead: limits?.facts ?? 2_000,
        progress: ({ service: owner, position, of }) => progress(`${claim.name}: ${owner} at ${position} of ${of}`),
      });
    } else {
      await foldTopics({
        ...common,
        group: `${service}.${claim.name}`,
        log,
        logger,
        recordsPerStep: limits?.facts ?? 1_000,
        counting: countingIn(sources),
        progress: ({ records, of }) => progress(`${claim.name}: ${records} of ${of} records`),
      });
    }
    await bulk.keep((unit) => claim.keep(unit, () => ({ phase: 'catching up' })));
  };

  for (let tried = 1; (await claim.building()).phase === 'folding'; tried += 1) {
    try {
      await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof DocumentRefused && !refused.has(error.id)) refused.set(error.id, error.message);
      else if (error instanceof TopicIncomplete || error instanceof BuildLost || tried >= tries) throw error;
      else await pause(200 * 2 ** tried, undefined, { signal });
      logger.warn({ generation: claim.name, error: String(error) }, 'goes on from what was kept last');
    }
  }
  await index(claim.name);
  const facts = (await claim.building()).folded - before;
  return { facts, factsPerSecond: Math.round((1000 * facts) / Math.max(1, performance.now() - begun)) };
};
