import { describe, expect, it } from '@jest/globals';
import { Tenant, type Caller } from './caller.ts';
import { VerifiedTokens, type Verified } from './verified-tokens.ts';

const caller: Caller = {
  tenant: Tenant.parse('acme'),
  subject: 's',
  actor: 'a',
  signInKeys: [],
  roles: [],
  fingerprint: (content) => `keyed ${content}`,
};
const holding = (more: Partial<Verified> = {}): Verified => ({
  caller,
  until: Date.now() + 60_000,
  keysHold: () => true,
  ...more,
});

describe('tokens that were verified', () => {
  it('are known until they expire', () => {
    const tokens = new VerifiedTokens();
    tokens.remember('one', holding());
    tokens.remember('late', holding({ until: Date.now() - 1 }));
    expect([tokens.find('one'), tokens.find('late'), tokens.find('two')]).toEqual([caller, undefined, undefined]);
  });
  it('are forgotten with the keys they were verified by, also when those come back', () => {
    let hold = false;
    const tokens = new VerifiedTokens();
    tokens.remember('one', holding({ keysHold: () => hold }));
    expect(tokens.find('one')).toBeUndefined();
    hold = true;
    expect(tokens.find('one')).toBeUndefined();
  });
  it('are forgotten, the oldest first, where there are too many', () => {
    const tokens = new VerifiedTokens(2);
    for (const token of ['one', 'two', 'three']) tokens.remember(token, holding());
    expect(['one', 'two', 'three'].map((token) => tokens.find(token))).toEqual([undefined, caller, caller]);
  });
});
