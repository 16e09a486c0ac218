import type { Snapshot } from '../snapshot/snapshot.ts';
import { contentHash } from './content-hash.ts';

/** SHA-256 of a snapshot; the order of people and pairs does not change it. */
export const snapshotHash = (snapshot: Snapshot): string =>
  contentHash({
    mentees: byId(snapshot.mentees),
    mentors: byId(snapshot.mentors),
    blocked: sorted(snapshot.blocked),
    pinned: sorted(snapshot.pinned),
    fixedPairs: sorted(snapshot.fixedPairs),
  });

const byId = <Item extends { readonly id: string }>(items: readonly Item[]): Item[] =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : 1));

const sorted = (pairs: readonly (readonly string[])[] = []): string[] =>
  pairs.map((pair) => JSON.stringify(pair)).sort();
