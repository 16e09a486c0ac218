import { topicOf as contractTopicOf } from '@telemachy/contracts';
import type { EventStore } from '@telemachy/event-store';
import { keyOf, partitionOf } from '@telemachy/event-log';
import type { EventLog } from '@telemachy/event-log';
import type { DocumentStore } from './document-store.ts';
import { nameOfCheckpoint } from './document-store.ts';
import { liveName } from './generations.ts';
import { collectionOf } from './read-model.ts';
import type { Named } from './read-model.ts';

/** The commit a reader wants to see. */
export type AtLeast = { readonly stream: string; readonly commit: string };

/** What goes into `?atLeast=`. */
export const formatAtLeast = ({ stream, commit }: AtLeast): string => `${stream}@${commit}`;

/** Reads `?atLeast=`; `undefined` when it is none of ours. */
export const parseAtLeast = (text: string): AtLeast | undefined => {
  const at = text.indexOf('@');
  if (at < 1 || at === text.length - 1) return undefined;
  return { stream: text.slice(0, at), commit: text.slice(at + 1) };
};

type Place = { readonly partition: number; readonly position: number };

export type FreshnessOptions = {
  readonly service: string;
  readonly log: Pick<EventLog, 'partitionsOf'>;
  readonly store: Pick<EventStore, 'positionOf'>;
  /** The very object that the service's projections run on, where they run in this process: then nobody polls. */
  readonly documents: DocumentStore;
  readonly topicOf?: (service: string) => string;
};

/** `unknown`: the organization's stream has no such commit, so waiting is in vain. */
export type Seen = 'seen' | 'behind' | 'unknown';

/** Lets a query wait for a commit of its own service, in any process of it. */
export interface Freshness {
  /** Whether the projection has seen the commit before the time is over. Faults of store or log count as behind. */
  reached(projection: Named, tenant: string, atLeast: AtLeast, timeoutMs: number): Promise<Seen>;
}

/** A commit is durable before anybody hears of it, so one that is there is found at once; a primary just elected may need a moment. */
const knownMs = 250;

/** Asks until there is an answer or the time is over: for an id that may not be projected yet. */
export const present = async <Answer>(
  find: () => Promise<Answer | null | undefined>,
  timeoutMs: number,
): Promise<Answer | undefined> => {
  const until = performance.now() + timeoutMs;
  for (let pause = 4; ; pause = Math.min(pause * 2, 64)) {
    const answer = await find();
    if (answer !== null && answer !== undefined) return answer;
    const left = until - performance.now();
    if (left <= 0) return undefined;
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, left)));
  }
};

/**
 * A commit is seen when the projection's checkpoint in the partition of the commit's stream stands at the commit's position or behind it:
 * checkpoint and documents move in one transaction, and a partition is read in position order.
 */
export const freshness = ({
  service,
  log,
  store,
  documents,
  topicOf = contractTopicOf,
}: FreshnessOptions): Freshness => {
  const counted = new Map<string, Promise<number>>();
  const partitions = (): Promise<number> => {
    const topic = topicOf(service);
    const known = counted.get(topic);
    if (known !== undefined) return known;
    const asked = log.partitionsOf(topic).catch((error: unknown) => {
      counted.delete(topic);
      throw error;
    });
    counted.set(topic, asked);
    return asked;
  };

  const passed = async (model: string, { partition, position }: Place, timeoutMs: number): Promise<boolean> => {
    // Another generation of read model or topic may take over while somebody waits: it is never behind the one before.
    const keyNow = async () => ({ consumer: await liveName(documents, model), topic: topicOf(service), partition });
    const name = nameOfCheckpoint(await keyNow());
    const { promise: told, resolve } = Promise.withResolvers<true>();
    const unwatch = documents.watch((moved, to) => {
      if (to.position >= position && nameOfCheckpoint(moved) === name) resolve(true);
    });
    let over = false;
    const asked = async (): Promise<true | undefined> =>
      over || ((await documents.checkpoint(await keyNow()))?.position ?? 0) >= position ? true : undefined;
    try {
      return (await Promise.race([told, present(asked, timeoutMs)])) === true;
    } finally {
      over = true;
      unwatch();
    }
  };

  return {
    reached: async (projection, tenant, { stream, commit }, timeoutMs) => {
      const until = performance.now() + timeoutMs;
      try {
        const ask = () => store.positionOf(tenant, stream, commit);
        const known = await present(ask, Math.min(knownMs, timeoutMs));
        if (known === undefined) return 'unknown';
        const numbered = async () => (await ask()) || undefined;
        const position = known || (await present(numbered, until - performance.now()));
        if (position === undefined) return 'behind';
        const partition = partitionOf(keyOf(tenant, stream), await partitions());
        const place = { partition, position };
        const seen = await passed(collectionOf(projection), place, until - performance.now());
        return seen ? 'seen' : 'behind';
      } catch {
        return 'behind';
      }
    },
  };
};
