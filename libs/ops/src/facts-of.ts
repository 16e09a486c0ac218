import type { EventStore } from '@telemachy/event-store';
import type { Recorded } from '@telemachy/kernel';

export type Range = {
  /** First position, inclusive; 1 by default. */
  readonly from?: number;
  /** Last position, inclusive. */
  readonly to?: number;
};

const pageSize = 2000;

/** The facts of a store in position order. */
export async function* factsOf(
  store: Pick<EventStore, 'readAll'>,
  { from = 1, to = Number.MAX_SAFE_INTEGER }: Range = {},
): AsyncGenerator<Recorded> {
  let after = from - 1;
  while (after < to) {
    const page = await store.readAll(after, Math.min(pageSize, to - after));
    if (page.length === 0) return;
    yield* page;
    after = page.at(-1)?.position ?? to;
  }
}
