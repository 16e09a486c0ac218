import { isSkipMark, withoutSkipped } from '@telemachy/contracts';
import type { Recorded } from '@telemachy/kernel';
import type { CheckpointKey } from './document-store.ts';
import { PoisonFact } from './fold.ts';
import { isParked, nameOfStream, park, type ParkedStream } from './parked.ts';

/** A mark is heard for the sake of what is set aside alone. */
export const isMark = ({ event }: Recorded): boolean => isSkipMark(event.type);

/** Facts of streams set aside that a mark among `facts` may let go of. */
export const waitingFor = (
  facts: readonly Recorded[],
  parked: ReadonlyMap<string, ParkedStream>,
): readonly Recorded[] => {
  const marked = new Set(facts.filter(isMark).map(nameOfStream));
  return [...marked].flatMap((name) => parked.get(name)?.facts ?? []);
};

/**
 * Hands on what counts of the facts of a stream that was set aside, in order, until one cannot be handled.
 * @param alsoSkipped ids of facts whose marks may not have come yet
 * @returns what still waits: from that one on, marks included, since a mark may be taken back by another
 */
export const letGo = (
  stream: ParkedStream,
  handle: (fact: Recorded) => void,
  alsoSkipped: ReadonlySet<string> = new Set(),
): ParkedStream => {
  for (const fact of withoutSkipped(stream.facts)) {
    if (alsoSkipped.has(fact.id)) continue;
    try {
      handle(fact);
    } catch (error) {
      if (!(error instanceof PoisonFact)) throw error;
      return { ...stream, reason: error.reason, facts: stream.facts.slice(stream.facts.indexOf(fact)) };
    }
  }
  return { ...stream, facts: [] };
};

export type InOrder = {
  readonly facts: readonly Recorded[];
  readonly key: CheckpointKey;
  /** Streams set aside, by name; kept up. */
  readonly parked: Map<string, ParkedStream>;
  /** Whether a fact that cannot be handled is set aside; else it is thrown. */
  readonly setAside: boolean;
  /** @throws PoisonFact */
  readonly fold: (fact: Recorded) => void;
};

/** Folds facts, but those of streams that are set aside wait behind what waits there, until a mark lets go of them. @throws PoisonFact */
export const foldInOrder = ({ facts, key, parked, setAside, fold }: InOrder): void => {
  for (const fact of facts) {
    const waiting = parked.size === 0 ? undefined : parked.get(nameOfStream(fact));
    if (isParked(waiting)) {
      const all = { ...waiting, facts: [...waiting.facts, fact] };
      parked.set(nameOfStream(fact), isMark(fact) ? letGo(all, fold) : all);
    } else if (!isMark(fact)) {
      try {
        fold(fact);
      } catch (error) {
        if (!(error instanceof PoisonFact) || !setAside) throw error;
        park(parked, key, fact, error.reason);
      }
    }
  }
};
