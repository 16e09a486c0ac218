import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DoesNotOpen } from './errors.ts';

const nonceBytes = 12;
const tagBytes = 16;
const algorithm = 'aes-256-gcm';

let random = Buffer.alloc(0);
/** Random bytes, each given once; taken by the page, since the call costs as much as the sealing. */
const nextNonce = (): Buffer => {
  if (random.length < nonceBytes) random = randomBytes(nonceBytes * 341);
  const nonce = random.subarray(0, nonceBytes);
  random = random.subarray(nonceBytes);
  return nonce;
};

/**
 * Encrypts bytes by AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits: one key may seal 2^32 times.
 * @param key 32 bytes
 * @param place where they are kept: elsewhere they do not open
 * @returns nonce, ciphertext and tag
 */
export const sealBytes = (key: Buffer, place: string, bytes: Uint8Array): Buffer => {
  const nonce = nextNonce();
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(place));
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
};

/** The bytes again. @throws DoesNotOpen */
export const unsealBytes = (key: Buffer, place: string, sealed: Buffer): Buffer => {
  if (sealed.length < nonceBytes + tagBytes) throw new DoesNotOpen(`the bytes at ${place} are cut off`);
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new DoesNotOpen(`the bytes at ${place} do not open: they were changed, moved, or sealed by another key`, {
      cause,
    });
  }
};
