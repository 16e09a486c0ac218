import { describe, it } from '@jest/globals';
import { FeedId, PersonId } from '@telemachy/contracts';
import type { FeedFact } from '@telemachy/contracts/scheduling';
import { specFor } from '@telemachy/testing';
import { feed } from './feed.ts';

const { given } = specFor(feed);
const feedId = FeedId.parse('c2a86f3d-1d4e-5f6a-8b9c-0d1e2f3a4b05');
const personId = PersonId.parse('9a4e2f77-2c11-5c39-9d70-0c8d6a5b4e04');
const other = PersonId.parse('3b0b8c1e-8f43-5d0a-bb1e-51d9a1c7e903');
const at = '2026-11-30T08:00:00.000Z';
const issue = (secretHash = 'aa') => ({ type: 'issue-feed', feedId, personId, secretHash, at }) as const;
const revoke = (by = personId) => ({ type: 'revoke-feed', by, at }) as const;
const issued: FeedFact = {
  type: 'scheduling.feed-issued.v1',
  data: { feedId, personId, secretHash: 'aa', issuedAt: at },
};
const revoked: FeedFact = { type: 'scheduling.feed-revoked.v1', data: { feedId, personId, revokedAt: at } };

describe('issuing a feed', () => {
  it('is a fact that keeps the hash of its secret', () => given().when(issue()).then(issued));
  it('is nothing new with the same secret', () => given(issued).when(issue()).thenNothing());
  it('is refused with another secret', () => given(issued).when(issue('bb')).thenRefused('feed-already-issued'));
});

describe('revoking a feed', () => {
  it('is a fact', () => given(issued).when(revoke()).then(revoked));
  it('is nothing new the second time', () => given(issued, revoked).when(revoke()).thenNothing());
  it('is refused to anybody else, as if there were none', () => {
    given(issued).when(revoke(other)).thenRefused('feed-not-issued');
    given().when(revoke()).thenRefused('feed-not-issued');
  });
});
