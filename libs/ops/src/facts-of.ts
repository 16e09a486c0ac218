import type { EventStore } from '@telemachy/event-store';
import type { Recorded } from '@telemachy/kernel';

export type Range = {
  /** First position, inclusive; 1 by default. */
  readonly from?: number;
  /** Last position, inclusive. */
  readonly to?: number;
};

const pageSize = 2000;

/** The facts of a store in position order; those that come next are on their way while these are worked on. */
export async function* factsOf(
  store: Pick<EventStore, 'readAll'>,
  { from = 1, to = Number.MAX_SAFE_INTEGER }: Range = {},
): AsyncGenerator<Recorded> {
  const pageAfter = async (after: number): Promise<readonly Recorded[]> =>
    after < to ? store.readAll(after, Math.min(pageSize, to - after)) : [];
  let next = pageAfter(from - 1);
  for (;;) {
    const page = await next;
    const last = page.at(-1);
    if (last === undefined) return;
    next = pageAfter(last.position);
    // Told when it is asked for, and to nobody who has stopped before.
    next.catch(() => undefined);
    for (const fact of page) yield fact;
  }
}
