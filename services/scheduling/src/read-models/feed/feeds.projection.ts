import type { FeedId, PersonId } from '@telemachy/contracts';
import type { FeedFact } from '@telemachy/contracts/scheduling';
import type { Projection } from '@telemachy/kernel';

export type FeedEntry = {
  readonly feedId: FeedId;
  readonly personId: PersonId;
  readonly secretHash: string;
  readonly revoked: boolean;
};

/** Whose calendar a secret opens. One document per feed. */
export const feeds: Projection<FeedEntry, FeedFact> = {
  name: 'feeds',
  version: 1,
  hears: ['scheduling.feed-issued.v1', 'scheduling.feed-revoked.v1'],
  keyOf: ({ event }) => event.data.feedId,
  apply: (before, { event }) => {
    switch (event.type) {
      case 'scheduling.feed-issued.v1': {
        const { feedId, personId, secretHash } = event.data;
        return { feedId, personId, secretHash, revoked: false };
      }
      case 'scheduling.feed-revoked.v1':
        return before && { ...before, revoked: true };
    }
  },
};
/** Finds a feed by what somebody brought. */
export const feedIndexes = [{ secretHash: 1 }] as const;
