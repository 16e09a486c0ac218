import type { PersonId } from '@telemachy/contracts';
import { z } from 'zod';

/** An organization. Taken from a verified token alone, and the first part of every key. */
export const Tenant = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'expected 1–63 letters, digits, dots, dashes or underscores')
  .brand<'Tenant'>();
export type Tenant = z.infer<typeof Tenant>;

export const OrganizationRole = z.enum(['org-admin', 'coordinator', 'analyst', 'auditor', 'service']);
export type OrganizationRole = z.infer<typeof OrganizationRole>;

/** Who a verified token says is asking. */
export type Caller = {
  readonly tenant: Tenant;
  /** The issuer's own word for the caller; never stored, never logged. */
  readonly subject: string;
  /** Pseudonym of the subject: what facts keep as `actor`. */
  readonly actor: string;
  /** Keyed hashes of e-mail and employee id, by which the caller's person is found. */
  readonly signInKeys: readonly string[];
  readonly roles: readonly OrganizationRole[];
  /** Keyed hash of what the caller said, 64 hex digits: stored beside facts, it cannot be guessed back without the installation's secret. */
  readonly fingerprint: (content: string) => string;
  /** Keyed hashes of subject and session at the issuer: by these a provider says who signed out. */
  readonly signIn?: { readonly subject: string; readonly session?: string };
  /** When the token was issued, in milliseconds since 1970; a token that does not say counts as older than any other. */
  readonly issuedAt?: number;
};

/** Finds the caller among the organization's people, by sign-in keys; `undefined`: not (yet) imported. */
export interface People {
  personOf(caller: Caller): Promise<PersonId | undefined>;
}
