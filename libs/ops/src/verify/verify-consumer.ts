import { setTimeout as pause } from 'node:timers/promises';
import { hearing, ownerOf } from '@telemachy/contracts';
import type { Recorded } from '@telemachy/kernel';
import { liveName, PoisonFact, totalOf, type DocumentStore, type StoredDocument } from '@telemachy/projections';
import type { Installation } from '../installation.ts';
import { factsInOrder, headsOf, oneByOne, type Heads } from './facts-in-order.ts';
import { momentOf, waitingFor, type Waiting } from './moment.ts';

export type Compared = {
  /** `<name>.v<version>`. */
  readonly consumer: string;
  /** That are kept. */
  readonly documents: number;
  /** Each is what the facts say that it has passed, and none is missing or too many. */
  readonly equal: boolean;
  /** Of the documents as they are kept. */
  readonly hash: string;
  /** Ids of documents that differ, are missing or are too many; some of them. */
  readonly differing: readonly string[];
  /** Facts there were when it was first looked at, and that it has not passed since. */
  readonly behind: number;
  /** Streams that are set aside; what is compared leaves them out. */
  readonly parked: number;
  /** Why it could not be compared. */
  readonly problem?: string;
};

export type Comparable = {
  readonly name: string;
  readonly hears: readonly string[];
  /** What its code makes of facts. @throws PoisonFact */
  readonly rebuild: (facts: AsyncIterable<Recorded>) => Promise<ReadonlyMap<string, StoredDocument>>;
  readonly hashOf: (document: StoredDocument) => string;
  /** Facts of several streams go into one document in the order in which they come. */
  readonly orderMatters: boolean;
};

export type VerifyOptions = {
  readonly installation: Pick<Installation, 'databaseOf' | 'topicOf'>;
  readonly documents: DocumentStore;
  /** How often it is looked at while it is behind or differs, half a second apart. */
  readonly tries: number;
};

const pauseMs = 500;
const shown = 20;
/** More than so many are not looked at again. */
const most = 1_000;

async function* only(facts: AsyncIterable<Recorded>, want: (fact: Recorded) => boolean): AsyncGenerator<Recorded> {
  for await (const fact of facts) if (want(fact)) yield fact;
}

const permutations = (services: readonly string[]): readonly (readonly string[])[] =>
  services.length < 2 ? [] : [services, services.toReversed()];

/** Compares what a consumer keeps with what the facts say, each document by hash, while all goes on. Changes nothing. */
export const verifyConsumer = async (comparable: Comparable, options: VerifyOptions): Promise<Compared> => {
  const { installation, documents, tries } = options;
  const { name, hears, rebuild, hashOf, orderMatters } = comparable;
  const services = [...new Set(hears.map(ownerOf))];
  const asked = hearing(hears);
  const wanted =
    (waiting: Waiting) =>
    (fact: Recorded): boolean =>
      asked(fact.event.type) !== 'unheard' && !waiting.includes(fact);

  const hashesOf = (found: ReadonlyMap<string, StoredDocument>): Map<string, string> =>
    new Map([...found].map(([id, document]) => [id, hashOf(document)]));

  /** Everything, as of now: enough where nothing comes in. */
  const atFirst = async (consumer: string, heads: Heads, waiting: Waiting) => {
    const actual = new Map<string, string>();
    for await (const document of documents.all(consumer)) actual.set(document._id, hashOf(document));
    const facts = only(factsInOrder(installation, heads), wanted(waiting));
    const expected = hashesOf(await rebuild(facts));
    const ids = new Set([...expected.keys(), ...actual.keys()]);
    return { actual, differing: [...ids].filter((id) => expected.get(id) !== actual.get(id)) };
  };

  /** Those that differed, at one moment, against the facts passed by then. */
  const again = async (consumer: string, ids: readonly string[], heads: Heads) => {
    const waiting = await waitingFor(documents, consumer);
    const moment = await momentOf(installation, documents, { consumer, services, ids });
    const now = await headsOf(installation, services);
    const actual = hashesOf(moment.documents);
    const counts = wanted(waiting);
    let behind = 0;
    const passed = (fact: Recorded): boolean => {
      if (!counts(fact)) return false;
      if (moment.passed(fact)) return true;
      if (fact.position <= (heads.get(ownerOf(fact.event.type)) ?? 0)) behind += 1;
      return false;
    };
    const differingBy = async (facts: AsyncIterable<Recorded>, from: readonly string[]): Promise<string[]> => {
      const expected = hashesOf(await rebuild(only(facts, passed)));
      return from.filter((id) => expected.get(id) !== actual.get(id));
    };
    let differing = await differingBy(factsInOrder(installation, now), ids);
    const told = { behind, parked: waiting.streams };
    for (const order of orderMatters ? permutations(services) : [])
      if (differing.length > 0) differing = await differingBy(oneByOne(installation, now, order), differing);
    return { differing, ...told };
  };

  const consumer = await liveName(documents, name);
  const heads = await headsOf(installation, services);
  const waiting = await waitingFor(documents, consumer);
  try {
    const { actual, differing: first } = await atFirst(consumer, heads, waiting);
    let found = { differing: first, behind: 0, parked: waiting.streams };
    for (let tried = 1; found.differing.length > 0 && first.length <= most; tried += 1) {
      found = await again(consumer, first, heads);
      if ((found.differing.length === 0 && found.behind === 0) || tried >= tries) break;
      await pause(pauseMs);
    }
    const { differing, behind, parked } = found;
    return {
      consumer: name,
      documents: actual.size,
      equal: differing.length === 0,
      hash: totalOf(actual),
      differing: differing.toSorted().slice(0, shown),
      behind,
      parked,
    };
  } catch (error) {
    if (!(error instanceof PoisonFact)) throw error;
    const nothing = { documents: 0, equal: false, hash: '', differing: [], behind: 0, parked: waiting.streams };
    return { consumer: name, ...nothing, problem: error.message };
  }
};
