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
