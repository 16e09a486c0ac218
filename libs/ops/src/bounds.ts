import type { EventStore } from '@telemachy/event-store';

/** One end of a replay: a position, or an instant in ms since 1970. Both ends belong to what is replayed. */
export type Bound =
  | { readonly kind: 'position'; readonly position: number }
  | { readonly kind: 'instant'; readonly ms: number };

const Position = /^[1-9]\d{0,14}$/;
const Instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** @throws Error naming the option and what it takes */
export const readBound = (option: string, text: string): Bound => {
  if (Position.test(text)) return { kind: 'position', position: Number(text) };
  const ms = Instant.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return { kind: 'instant', ms };
  throw new Error(
    `--${option} takes a position (a whole number from 1) or an RFC 3339 instant such as 2027-03-20T15:00:00Z, not "${text}"`,
  );
};

/**
 * Positions are given in the order of commits, and times by the clocks of the processes that wrote them: near an instant the two may disagree
 * by as much as these clocks do. Facts this far beyond are looked at, too.
 */
export const clocksWithinMs = 600_000;

/** A position before which every fact was recorded earlier than `ms`, as far as clocks agree within ten minutes. */
export const positionBefore = async (store: Pick<EventStore, 'readRaw'>, ms: number, head: number): Promise<number> => {
  let [low, high] = [0, head];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [fact] = await store.readRaw(middle, 1);
    if (fact !== undefined && Date.parse(fact.recordedAt) < ms - clocksWithinMs) low = middle + 1;
    else high = middle;
  }
  return low;
};
