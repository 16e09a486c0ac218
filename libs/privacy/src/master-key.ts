import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { KeysUnavailable } from './errors.ts';
import { keyBytes, unwrapKey, wrapKey } from './wrap.ts';

/** The root of all keys, as little of it as we use; a key management service may stand behind it. */
export interface MasterKey {
  /** Tells one from another and nothing else: may be stored and printed. */
  readonly id: string;
  /** @throws KeysUnavailable */
  wrap(place: string, key: Buffer): Promise<Buffer>;
  /** @throws KeysUnavailable, DoesNotOpen */
  unwrap(place: string, wrapped: Buffer): Promise<Buffer>;
}

/** A master key that cannot be read as one; the value is never part of the message. */
export class MasterKeyRefused extends Error {
  override readonly name = 'MasterKeyRefused';
}

/** A master key that this process holds. @param key 32 bytes */
const heldMasterKey = (key: Buffer): MasterKey => ({
  id: createHmac('sha256', key).update('telemachy master key').digest('hex').slice(0, 16),
  wrap: async (place, one) => wrapKey(key, place, one),
  unwrap: async (place, wrapped) => unwrapKey(key, place, wrapped),
});

/**
 * A master key from its text, as the environment or a file gives it.
 * @param text 32 bytes: 64 hex digits or base64; `openssl rand -hex 32` prints one
 * @param where is said in the error
 * @throws MasterKeyRefused
 */
export const masterKeyFrom = (text: string, where: string): MasterKey => {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : base64(trimmed);
  if (key?.length !== keyBytes)
    throw new MasterKeyRefused(
      `${where} holds no master key: 32 bytes are needed, as 64 hex digits or in base64 (openssl rand -hex 32)`,
    );
  return heldMasterKey(key);
};

const base64 = (text: string): Buffer | undefined =>
  /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;

/** A master key from a file that only its reader may read. @throws MasterKeyRefused, KeysUnavailable */
export const masterKeyFromFile = async (file: string): Promise<MasterKey> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new KeysUnavailable(`the file of the master key, ${file}, cannot be read`, { cause });
  });
  return masterKeyFrom(text, file);
};
