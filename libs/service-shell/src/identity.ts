import { createHmac } from 'node:crypto';
import { asKey } from '@telemachy/contracts';

/** By what an organization's people are told apart: the value never leaves the process, its keyed hash does. */
export type NaturalKey = { readonly kind: 'email' | 'employee'; readonly value: string };

const plain = ({ kind, value }: NaturalKey): string => {
  const compared = asKey(value);
  return `${kind}:${kind === 'email' ? compared.toLowerCase() : compared}`;
};
/** 16 bytes of a hash as a UUID of version 8 (RFC 9562 §5.8: custom). */
const uuidOf = (hash: Buffer): string => {
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

/** Keyed hashes of one organization. Whoever has the facts but not the installation's secret cannot tell who is meant. */
export type OrganizationIdentity = {
  /** Found in a person's facts and made anew from a token, so that a signed-in subject meets the person. Base64url, 43 characters. */
  readonly signInKey: (key: NaturalKey) => string;
  /**
   * The stream id of whoever came in under this natural key first: a UUID of version 8.
   * @param nth from 2 on: of who got the key after the ones before had given it up
   */
  readonly personId: (key: NaturalKey, nth?: number) => string;
  /** Pseudonym of a token's subject, for the facts' `actor`: a UUID of version 8. */
  readonly actor: (issuer: string, subject: string) => string;
  /** The same content, the same 64 hex digits; whoever knows most of it cannot guess the rest by trying, as with a bare hash. */
  readonly fingerprint: (content: string) => string;
};

/** Whose facts are those that belong to no organization: as long as the store takes, and by one character longer than a token may name. */
export const installation = 'installation'.padEnd(64, '-');

/** Keyed hashes of what identity providers say without naming an organization. */
export type InstallationIdentity = {
  readonly session: (issuer: string, sid: string) => string;
  readonly subject: (issuer: string, sub: string) => string;
  /** The stream id of what one logout token says: a UUID of version 8. */
  readonly signOut: (issuer: string, jti: string) => string;
};
export const installationIdentity = (installationSecret: string): InstallationIdentity => {
  const key = createHmac('sha256', installationSecret).update('telemachy installation').digest();
  // As JSON, so that no two pairs are written alike.
  const hash = (...said: readonly string[]): Buffer => createHmac('sha256', key).update(JSON.stringify(said)).digest();
  return {
    session: (issuer, sid) => hash('session', issuer, sid).toString('base64url'),
    subject: (issuer, sub) => hash('subject', issuer, sub).toString('base64url'),
    signOut: (issuer, jti) => uuidOf(hash('sign-out', issuer, jti)),
  };
};

/** HMAC-SHA256 (RFC 2104) with a key per organization, itself derived from the installation's secret. */
export const organizationIdentity = (installationSecret: string, tenant: string): OrganizationIdentity => {
  const key = createHmac('sha256', installationSecret).update(`telemachy organization|${tenant}`).digest();
  const hash = (purpose: string, value: string): Buffer =>
    createHmac('sha256', key).update(`${purpose}|${value}`).digest();
  return {
    signInKey: (natural) => hash('sign-in', plain(natural)).toString('base64url'),
    personId: (natural, nth = 1) => uuidOf(hash(nth === 1 ? 'person' : `person ${nth}`, plain(natural))),
    actor: (issuer, subject) => uuidOf(hash('actor', `${issuer}|${subject}`)),
    fingerprint: (content) => hash('fingerprint', content).toString('hex'),
  };
};
