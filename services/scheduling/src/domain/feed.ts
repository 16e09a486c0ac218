import type { FeedId, PersonId } from '@telemachy/contracts';
import type { FeedFact } from '@telemachy/contracts/scheduling';
import type { Decider } from '@telemachy/kernel';
import { accept, refuse } from '@telemachy/kernel';

export type FeedCommand =
  | {
      readonly type: 'issue-feed';
      readonly feedId: FeedId;
      readonly personId: PersonId;
      /** SHA-256 of the secret, hex; the secret itself is never kept. */
      readonly secretHash: string;
      readonly at: string;
    }
  | { readonly type: 'revoke-feed'; readonly by: PersonId; readonly at: string };

/** `feed-not-issued` also answers whoever asks for somebody else's feed: that it exists is nobody's business. */
export type FeedRefusal = 'feed-not-issued' | 'feed-already-issued';

export type Feed =
  | { readonly status: 'none' }
  | {
      readonly status: 'issued' | 'revoked';
      readonly feedId: FeedId;
      readonly personId: PersonId;
      readonly secretHash: string;
    };

export const feed: Decider<Feed, FeedCommand, FeedFact, FeedRefusal> = {
  initial: { status: 'none' },

  decide: (command, state) => {
    switch (command.type) {
      case 'issue-feed': {
        const { feedId, personId, secretHash, at } = command;
        if (state.status !== 'none') return state.secretHash === secretHash ? accept() : refuse('feed-already-issued');
        return accept({
          type: 'scheduling.feed-issued.v1',
          data: { feedId, personId, secretHash, issuedAt: at },
        });
      }
      case 'revoke-feed': {
        if (state.status === 'none' || state.personId !== command.by) return refuse('feed-not-issued');
        if (state.status === 'revoked') return accept();
        const { feedId, personId } = state;
        return accept({ type: 'scheduling.feed-revoked.v1', data: { feedId, personId, revokedAt: command.at } });
      }
    }
  },

  evolve: (state, event) => {
    switch (event.type) {
      case 'scheduling.feed-issued.v1': {
        const { feedId, personId, secretHash } = event.data;
        return { status: 'issued', feedId, personId, secretHash };
      }
      case 'scheduling.feed-revoked.v1':
        return state.status === 'none' ? state : { ...state, status: 'revoked' };
    }
  },
};
