import type { SignedOut } from '@telemachy/contracts/matching';
import type { Decider } from '@telemachy/kernel';
import { accept, refuse } from '@telemachy/kernel';

export type HearSignOut = { readonly type: 'hear-sign-out' } & SignedOut['data'];
export type SignOutState = { readonly heard: boolean };

/** One logout token, heard once. */
export const signOut: Decider<SignOutState, HearSignOut, SignedOut, 'heard-before'> = {
  initial: { heard: false },
  decide: ({ type: _type, ...said }, { heard }) =>
    heard ? refuse('heard-before') : accept({ type: 'matching.signed-out.v1', data: said }),
  evolve: () => ({ heard: true }),
};
