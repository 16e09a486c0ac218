import type { EventStore } from '@telemachy/event-store';
import type { EventLog } from '@telemachy/event-log';
import type { DocumentStore } from './document-store.ts';

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

export type FreshnessOptions = {
  readonly service: string;
  readonly log: Pick<EventLog, 'partitionsOf'>;
  readonly store: Pick<EventStore, 'positionOf'>;
  readonly documents: DocumentStore;
  readonly topicOf?: (service: string) => string;
};

/** Lets a query wait for a commit of its own service, in any process of it. */
export interface Freshness {
  /** Whether the projection has seen the commit before the time is over. */
  reached(
    projection: { readonly name: string; readonly version: number },
    tenant: string,
    atLeast: AtLeast,
    timeoutMs: number,
  ): Promise<boolean>;
}

export const freshness = (_options: FreshnessOptions): Freshness => {
  throw new Error('not yet');
};

/** Asks until there is an answer or the time is over: for an id that may not be projected yet. */
export const present = async <Answer>(
  find: () => Promise<Answer | null | undefined>,
  timeoutMs: number,
): Promise<Answer | undefined> => {
  const until = performance.now() + timeoutMs;
  for (let pause = 5; ; pause = Math.min(pause * 2, 100)) {
    const answer = await find();
    if (answer !== null && answer !== undefined) return answer;
    const left = until - performance.now();
    if (left <= 0) return undefined;
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, left)));
  }
};
