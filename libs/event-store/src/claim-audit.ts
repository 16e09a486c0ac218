import type { Entry } from './claim-entries.ts';
import { entriesOf, keyOf, said } from './claim-entries.ts';
import type { ClaimKeeper, ClaimPicture, CountingStream } from './claim-keeper.ts';
import type { ClaimSource } from './claim-source.ts';

/**
 * `missing`: held by the facts, and free. `surplus`: held, and no fact says so. `other`: held by another stream, or for another time, than the facts
 * say. `contested`: by the facts, two streams hold it at once.
 */
export type ClaimFault = 'missing' | 'surplus' | 'other' | 'contested';

export type ClaimDifference = {
  readonly tenant: string;
  /** The claim, or the owner and UTC day whose time it is. */
  readonly claim: string;
  readonly why: ClaimFault;
  /** What the facts say; absent where they say nothing. */
  readonly byFacts?: string;
  /** What is held; absent where nothing is. */
  readonly found?: string;
};

/** Two answers to the same question, to be mended together. */
export type Disputed = {
  readonly fault: ClaimFault;
  readonly byFacts: readonly Entry[];
  readonly found: Entry | undefined;
};

export type Disputes = {
  /** Entries that the facts ask for. */
  readonly asked: number;
  readonly disputed: readonly Disputed[];
};

const kindOf = (stream: string): string => stream.slice(0, -37);

/** What a stream of whichever kind holds by its facts. */
export const heldBy = (sources: readonly ClaimSource[], { stream, facts }: CountingStream): readonly Entry[] => {
  const source = sources.find(({ kind }) => kind === kindOf(stream));
  return source === undefined ? [] : entriesOf(source, stream, facts);
};

/** Where what is held differs from what the facts say, in one organization. */
export const disputesIn = async (
  keeper: ClaimKeeper,
  sources: readonly ClaimSource[],
  tenant: string,
): Promise<Disputes> =>
  keeper.picture(
    tenant,
    sources.map(({ kind }) => kind),
    (picture) => disputesBetween(sources, picture),
  );

const disputesBetween = async (sources: readonly ClaimSource[], { streams, held }: ClaimPicture): Promise<Disputes> => {
  const byFacts = new Map<string, Entry[]>();
  for await (const stream of streams)
    for (const entry of heldBy(sources, stream))
      byFacts.set(keyOf(entry), [...(byFacts.get(keyOf(entry)) ?? []), entry]);
  const asked = byFacts.size;
  const disputed: Disputed[] = [];
  for await (const found of held) {
    const said = byFacts.get(keyOf(found)) ?? [];
    byFacts.delete(keyOf(found));
    const fault = faultOf(said, found);
    if (fault !== undefined) disputed.push({ fault, byFacts: said, found });
  }
  for (const said of byFacts.values())
    disputed.push({ fault: said.length > 1 ? 'contested' : 'missing', byFacts: said, found: undefined });
  return { asked, disputed };
};

const faultOf = (byFacts: readonly Entry[], found: Entry): ClaimFault | undefined => {
  if (byFacts.length > 1) return 'contested';
  const [only] = byFacts;
  if (only === undefined) return 'surplus';
  return said(only) === said(found) ? undefined : 'other';
};

export const differenceOf = (tenant: string, { fault, byFacts, found }: Disputed): ClaimDifference => {
  const entry = found ?? byFacts[0];
  if (entry === undefined) throw new TypeError('a dispute is about something');
  return {
    tenant,
    claim: entry.shape === 'unique' ? entry.claim : `time of ${entry.owner} on ${entry.day}`,
    why: fault,
    ...(byFacts.length === 0 ? {} : { byFacts: byFacts.map(said).join(' and ') }),
    ...(found === undefined ? {} : { found: said(found) }),
  };
};
