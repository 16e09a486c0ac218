import { createHash, randomBytes } from 'node:crypto';

/** What stands in a feed's address: the organization, by which its feeds are kept, and 128 random bits. */
export const newFeedSecret = (tenant: string): string => `${tenant}.${randomBytes(16).toString('base64url')}`;

/** SHA-256 in hex; 128 random bits need no salt. */
export const feedSecretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** The organization in a secret; `undefined`: it is none of ours. */
export const tenantOfFeedSecret = (secret: string): string | undefined =>
  /^([A-Za-z0-9][A-Za-z0-9._-]{0,62})\.[\w-]{22}$/.exec(secret)?.[1];
