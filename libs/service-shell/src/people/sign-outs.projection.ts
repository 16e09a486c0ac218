import type { SignedOut } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';

/** Whose tokens hold no more, in keyed hashes. */
export type KnownSignOut = Omit<SignedOut['data'], 'signOutId'>;

/** What identity providers said of who signed out. */
export const signOuts: Projection<KnownSignOut, SignedOut> = {
  name: 'sign-outs',
  version: 1,
  hears: ['matching.signed-out.v1'],
  keyOf: ({ event }) => event.data.signOutId,
  apply: (_, { event }) => {
    const { signOutId: _id, ...said } = event.data;
    return said;
  },
};
/** Only what a token may still outlive is read. */
export const signOutIndexes = [{ signedOutAt: 1 }] as const;
