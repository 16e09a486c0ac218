import { setTimeout as pause } from 'node:timers/promises';
import { hearing, ownerOf } from '@telemachy/contracts';
import type { Recorded } from '@telemachy/kernel';
import type { Checkpoint, CheckpointKey, DocumentStore, StoredDocument } from '../document-store.ts';
import { PoisonFact, contentOf, documentOf, foldFact, storedFrom, type AnyProjection, type Folded } from '../fold.ts';
import { hashOfDocument } from '../hash.ts';
import type { FactSources } from './fact-source.ts';
import { placeIn } from './fold-stores.ts';

export type SettleOptions = {
  readonly projection: AnyProjection;
  readonly documents: DocumentStore;
  readonly sources: FactSources;
  readonly topicOf: (service: string) => string;
  /** Partitions of a service's topic. */
  readonly partitionsOf: (service: string) => Promise<number>;
};

type Checkpoints = readonly (CheckpointKey & Checkpoint)[];
type Half = { readonly documents: Folded; readonly checkpoints: Checkpoints };

const tries = 5;
const betweenMs = 200;
const factsPerRead = 2_000;

const positionOf = (checkpoints: Checkpoints, place: Pick<CheckpointKey, 'topic' | 'partition'>): number =>
  checkpoints.find(({ topic, partition }) => topic === place.topic && partition === place.partition)?.position ?? 0;

const contentsOf = (found: ReadonlyMap<string, StoredDocument>): Folded =>
  new Map([...found].map(([id, document]) => [id, contentOf(document)]));

const hashIn = (documents: Folded, id: string): string | undefined => {
  const content = documents.get(id);
  return content === undefined ? undefined : hashOfDocument(storedFrom(id, content));
};

/**
 * Which of these documents truly differ between two generations that both go on while they are compared. They are read at one moment together with how far
 * each generation has come, and the one that is behind in a partition is folded on, in memory, with the facts that it lacks: then both must be the same.
 */
export const settleDifferences = async (
  options: SettleOptions,
  [first, second]: readonly [string, string],
  ids: readonly string[],
): Promise<readonly string[]> => {
  const { projection, documents, sources, topicOf, partitionsOf } = options;
  const asked = hearing(projection.hears);
  const services = [...new Set(projection.hears.map(ownerOf))];

  const read = () =>
    documents.transact(async (unit): Promise<readonly [Half, Half]> => [
      { documents: contentsOf(await unit.load(first, ids)), checkpoints: await unit.checkpointsOf(first) },
      { documents: contentsOf(await unit.load(second, ids)), checkpoints: await unit.checkpointsOf(second) },
    ]);

  /** Facts of one service that one of the two has and the other has not. */
  const missing = async (service: string, [one, other]: readonly [Half, Half]): Promise<Recorded[]> => {
    const topic = topicOf(service);
    const places = Array.from({ length: await partitionsOf(service) }, (_, partition) => ({ topic, partition }));
    const pairs = places.map((place) => [positionOf(one.checkpoints, place), positionOf(other.checkpoints, place)]);
    const apart = pairs.filter(([a, b]) => a !== b).flat();
    if (apart.length === 0) return [];
    const [from, to] = [Math.min(...apart), Math.max(...apart)];
    const facts: Recorded[] = [];
    for (let after = from; after < to;) {
      const page = await sources(service).readAll(after, factsPerRead);
      facts.push(...page.filter(({ position, event }) => position <= to && asked(event.type) !== 'unheard'));
      after = page.at(-1)?.position ?? to;
    }
    return facts;
  };

  const foldOn = (half: Half, other: Half, facts: readonly Recorded[], placeOf: ReturnType<typeof placeIn>): void => {
    for (const fact of facts) {
      const place = placeOf(fact);
      const lacks = fact.position > positionOf(half.checkpoints, place);
      if (!lacks || fact.position > positionOf(other.checkpoints, place)) continue;
      try {
        const id = documentOf(projection, fact);
        if (id !== undefined && ids.includes(id)) foldFact(projection, half.documents, id, fact);
      } catch (error) {
        // It is or will be parked; the documents differ or not without it.
        if (!(error instanceof PoisonFact)) throw error;
      }
    }
  };

  const look = async (): Promise<readonly string[]> => {
    const [one, other] = await read();
    for (const service of services) {
      const placeOf = placeIn(topicOf(service), await partitionsOf(service));
      const facts = await missing(service, [one, other]);
      foldOn(one, other, facts, placeOf);
      foldOn(other, one, facts, placeOf);
    }
    return ids.filter((id) => hashIn(one.documents, id) !== hashIn(other.documents, id));
  };

  let differing = ids;
  for (let tried = 1; tried <= tries && differing.length > 0; tried += 1) {
    if (tried > 1) await pause(betweenMs);
    differing = await look();
  }
  return differing;
};
