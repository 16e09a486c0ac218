import { randomBytes } from 'node:crypto';
import { DoesNotOpen } from './errors.ts';
import { sealBytes, unsealBytes } from './seal-bytes.ts';

export const keyBytes = 32;
const addedBytes = 12 + 16;

/** A new key. */
export const newKey = (): Buffer => randomBytes(keyBytes);

/** Encrypts a key under another. @param place where it is kept: elsewhere it does not open. @returns nonce, ciphertext and tag */
export const wrapKey = (wrapping: Buffer, place: string, key: Buffer): Buffer => sealBytes(wrapping, place, key);

/** @throws DoesNotOpen */
export const unwrapKey = (wrapping: Buffer, place: string, wrapped: Buffer): Buffer => {
  if (wrapped.length !== keyBytes + addedBytes) throw new DoesNotOpen(`the key at ${place} has a wrong length`);
  return unsealBytes(wrapping, place, wrapped);
};
