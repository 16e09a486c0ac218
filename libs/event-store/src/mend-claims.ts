import type { Disputed } from './claim-audit.ts';
import { heldBy } from './claim-audit.ts';
import type { Entry } from './claim-entries.ts';
import type { ClaimKeeper, CountingStream } from './claim-keeper.ts';
import type { ClaimSource } from './claim-source.ts';
import type { Reservation } from './ledger.ts';

type Streams = readonly CountingStream[];
const streamOf = (entry: Entry): string => (entry.shape === 'unique' ? entry.stream : entry.reservation.stream);

/** Mends each claim, and each owner's time, in a transaction of its own, by facts read anew. @returns how many */
export const mend = async (
  keeper: ClaimKeeper,
  sources: readonly ClaimSource[],
  tenant: string,
  disputed: readonly Disputed[],
): Promise<number> => {
  const about = Map.groupBy(disputed.filter(mendable), ({ byFacts, found }) => {
    const entry = found ?? byFacts[0];
    return entry?.shape === 'unique' ? `claim ${entry.claim}` : `time ${entry?.owner}`;
  });
  for (const [, some] of about) {
    const entries = some.flatMap(({ byFacts, found }) => [...byFacts, ...(found === undefined ? [] : [found])]);
    const streams = [...new Set(entries.map(streamOf))];
    const [entry] = entries;
    if (entry?.shape === 'unique') {
      const { claim } = entry;
      const holder = some.find(({ found }) => found !== undefined)?.found;
      const to = (read: Streams): string | undefined => holderOf(sources, read, claim, holder && streamOf(holder));
      await keeper.mendUnique(claim, { tenant, streams, heldBy: to });
    } else if (entry !== undefined) {
      const { owner } = entry;
      await keeper.mendTime(owner, { tenant, streams, heldBy: (read) => reservationsOf(sources, read, owner) });
    }
  }
  return about.size;
};

/** A contested claim that one of the two has needs nothing but somebody who decides between them. */
const mendable = ({ fault, byFacts, found }: Disputed): boolean =>
  fault !== 'contested' || found === undefined || !byFacts.some((entry) => streamOf(entry) === streamOf(found));

const holderOf = (
  sources: readonly ClaimSource[],
  streams: Streams,
  claim: string,
  holder: string | undefined,
): string | undefined => {
  const names = streams
    .filter((stream) => heldBy(sources, stream).some((entry) => entry.shape === 'unique' && entry.claim === claim))
    .toSorted((one, other) => (one.lastCommit < other.lastCommit ? -1 : 1))
    .map(({ stream }) => stream);
  return names.find((name) => name === holder) ?? names[0];
};

const reservationsOf = (sources: readonly ClaimSource[], streams: Streams, owner: string): readonly Reservation[] => {
  const entries = streams.flatMap((stream) => heldBy(sources, stream));
  const own = entries.flatMap((entry) => (entry.shape === 'time' && entry.owner === owner ? [entry.reservation] : []));
  // Each stands in every day that it touches.
  return [...new Map(own.map((one) => [`${one.stream}|${one.from}`, one])).values()];
};
