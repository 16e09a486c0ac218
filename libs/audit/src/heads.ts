import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { CompactSign, compactVerify, decodeProtectedHeader } from 'jose';
import type { AuditStorage } from './audit-storage.ts';
import { endOf } from './audit-log.ts';
import type { ChainName } from './chain.ts';

/** What a signed head says: at this moment the chain ended here. */
export type Head = {
  readonly tenant: string;
  readonly service: string;
  readonly seq: number;
  /** Of the chain at `seq`, base64url. */
  readonly hash: string;
  readonly at: string;
};

/** A key that cannot sign heads; the value is never part of the message. */
export class SigningKeyRefused extends Error {
  override readonly name = 'SigningKeyRefused';
}

const algorithm = 'EdDSA';
const headType = 'telemachy-audit-head';

/** Before the 32 bytes of a key in PKCS #8 (RFC 8410 §7). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const seedForm = /^[0-9a-f]{64}$/i;
const privateKeyOf = (text: string): KeyObject =>
  seedForm.test(text)
    ? createPrivateKey({ key: Buffer.concat([pkcs8, Buffer.from(text, 'hex')]), format: 'der', type: 'pkcs8' })
    : createPrivateKey(text);

const ed25519 = (make: () => KeyObject): KeyObject | undefined => {
  try {
    const key = make();
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    // What is wrong with it may quote it.
    return undefined;
  }
};

/**
 * The key that signs heads, from PEM (`openssl genpkey -algorithm ed25519`) or from 64 hex digits (`openssl rand -hex 32`).
 * @param where is said in the error
 * @throws SigningKeyRefused
 */
export const signingKeyFrom = (text: string, where: string): KeyObject => {
  const key = ed25519(() => privateKeyOf(text.trim()));
  if (key !== undefined) return key;
  throw new SigningKeyRefused(
    `${where} holds no Ed25519 private key: PEM (openssl genpkey -algorithm ed25519) or 64 hex digits (openssl rand -hex 32)`,
  );
};

/** The key that heads are read by: as above, or its public part in PEM (`openssl pkey -pubout`). @throws SigningKeyRefused */
export const verifyingKeyFrom = (text: string, where: string): KeyObject => {
  const key = ed25519(() => privateKeyOf(text.trim())) ?? ed25519(() => createPublicKey(text.trim()));
  if (key !== undefined) return key.type === 'private' ? createPublicKey(key) : key;
  throw new SigningKeyRefused(`${where} holds no Ed25519 key: the public part in PEM will do (openssl pkey -pubout)`);
};

/** Signs the end of a chain and keeps it: a JWS (RFC 7515) that anybody with the public key can hold against the chain later. @returns it, or nothing where the chain is empty or its end is signed already */
export const signHead = async (
  storage: AuditStorage,
  chain: ChainName,
  key: KeyObject,
  at: Date,
): Promise<string | undefined> => {
  const last = await storage.last(chain);
  if (last === undefined) return undefined;
  const { seq, hash } = endOf(chain, last);
  const head: Head = { ...chain, seq, hash: hash.toString('base64url'), at: at.toISOString() };
  const token = await new CompactSign(Buffer.from(JSON.stringify(head)))
    .setProtectedHeader({ alg: algorithm, typ: headType })
    .sign(key);
  return (await storage.addHead(chain, seq, token)) ? token : undefined;
};

const readBy = async (token: string, key: KeyObject): Promise<Head> => {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const { payload } = await compactVerify(token, publicKey, { algorithms: [algorithm] });
  return JSON.parse(Buffer.from(payload).toString('utf8')) as Head;
};

/** What a signed head says. @param keys by one of which it is signed @throws Error where it is by none */
export const readHead = (token: string, keys: readonly KeyObject[]): Promise<Head> =>
  Promise.any(keys.map((key) => readBy(token, key)));

/** Heads in a text, each once: one a line, or in whatever surrounds them in a service's log. */
export const headsIn = (text: string): readonly string[] => {
  const tokens = text.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
  return [...new Set(tokens)].filter((token) => {
    try {
      return decodeProtectedHeader(token).typ === headType;
    } catch {
      return false;
    }
  });
};
