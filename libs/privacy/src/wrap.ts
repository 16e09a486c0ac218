import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DoesNotOpen } from './errors.ts';

export const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const algorithm = 'aes-256-gcm';

/** A new key. */
export const newKey = (): Buffer => randomBytes(keyBytes);

/** Encrypts a key under another. @param place where it is kept: elsewhere it does not open. @returns nonce, ciphertext and tag */
export const wrapKey = (wrapping: Buffer, place: string, key: Buffer): Buffer => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, wrapping, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(place));
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
};

/** @throws DoesNotOpen */
export const unwrapKey = (wrapping: Buffer, place: string, wrapped: Buffer): Buffer => {
  if (wrapped.length !== nonceBytes + keyBytes + tagBytes)
    throw new DoesNotOpen(`the key at ${place} has a wrong length`);
  const decipher = createDecipheriv(algorithm, wrapping, wrapped.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(wrapped.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(wrapped.subarray(nonceBytes, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new DoesNotOpen(`the key at ${place} does not open: it was changed, moved, or wrapped by another key`, {
      cause,
    });
  }
};
