import { z } from 'zod';
import { fact, Instant } from '../fact.ts';
import { SignOutId } from '../ids.ts';
import { internal, open } from '../privacy.ts';

/**
 * An identity provider says that somebody signed out (OpenID Connect Back-Channel Logout 1.0). It does not say of which organization, so the fact is the
 * installation's.
 */
export const SignedOut = fact('matching.signed-out.v1', {
  signOutId: open(SignOutId),
  /** Keyed hash of issuer and session; with it, only this session ended. */
  session: internal(z.string().optional()),
  /** Keyed hash of issuer and subject. */
  subject: internal(z.string().optional()),
  /** Tokens that were issued until then hold no more. */
  signedOutAt: internal(Instant),
});
export type SignedOut = z.infer<typeof SignedOut>;
