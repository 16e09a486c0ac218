import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { CompactSign, compactVerify } from 'jose';
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

/** The key that signs heads, from PEM; `openssl genpkey -algorithm ed25519` prints one. @throws SigningKeyRefused */
export const signingKeyFrom = (pem: string, where: string): KeyObject => {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // What is wrong with it may quote it.
  }
  throw new SigningKeyRefused(`${where} holds no Ed25519 private key in PEM (openssl genpkey -algorithm ed25519)`);
};

/** Signs the end of a chain and keeps it: a JWS (RFC 7515) that anybody with the public key can hold against the chain later. @returns it, or nothing where the chain is empty */
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
    .setProtectedHeader({ alg: algorithm, typ: 'telemachy-audit-head' })
    .sign(key);
  await storage.addHead(chain, seq, token);
  return token;
};

/** What a signed head says. @throws Error where the signature is not by this key */
export const readHead = async (token: string, key: KeyObject): Promise<Head> => {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const { payload } = await compactVerify(token, publicKey, { algorithms: [algorithm] });
  return JSON.parse(Buffer.from(payload).toString('utf8')) as Head;
};
