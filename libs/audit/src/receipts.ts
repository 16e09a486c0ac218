import { createPublicKey, type KeyObject } from 'node:crypto';
import { CompactSign, compactVerify } from 'jose';

const algorithm = 'EdDSA';
const receiptType = 'telemachy-forget-receipt';

/** What was done when somebody was forgotten: ids, instants and counts. */
export type ForgetReceipt = {
  readonly organization: string;
  readonly person: string;
  /** The number of the request. */
  readonly request: string;
  /** RFC 3339 instants: when it was asked for, when the key was first destroyed, and from when on no process can still remember it. */
  readonly askedAt: string;
  readonly destroyedAt: string;
  readonly closedFrom: string;
  readonly by: string;
  /** Per service, facts that hold words of this person which nobody reads any more. */
  readonly services: Readonly<Record<string, number>>;
};

/** Signs a receipt by the key that signs the audit: a JWS (RFC 7515) that anybody with the public key can read. */
export const signReceipt = (receipt: ForgetReceipt, key: KeyObject): Promise<string> =>
  new CompactSign(Buffer.from(JSON.stringify(receipt)))
    .setProtectedHeader({ alg: algorithm, typ: receiptType })
    .sign(key);

/** What a receipt says. @throws Error where another key signed it, or it is something else */
export const readReceipt = async (token: string, key: KeyObject): Promise<ForgetReceipt> => {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const { payload, protectedHeader } = await compactVerify(token, publicKey, { algorithms: [algorithm] });
  if (protectedHeader.typ !== receiptType) throw new Error('this is signed, and no receipt of forgetting');
  return JSON.parse(Buffer.from(payload).toString('utf8')) as ForgetReceipt;
};
