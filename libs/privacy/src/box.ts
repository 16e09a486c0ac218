import type { Box } from '@telemachy/contracts';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DoesNotOpen } from './errors.ts';
import { kindOf, type Subject } from './subject.ts';

export type Belonging = Pick<Box, 'class' | 'of' | 'fact' | 'type'>;

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

/** A subject of the box's words. */
export const subjectOf = (box: Pick<Box, 'class' | 'of'>): Subject => ({ kind: kindOf(box.class), id: box.of });

const additionalData = (tenant: string, { class: sealedClass, of, fact, type }: Belonging): Buffer =>
  Buffer.from(JSON.stringify([1, tenant, sealedClass, of, fact, type]));

/**
 * Seals words (a JSON value) by AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits: one key may seal 2^32 times.
 * @param key 32 bytes
 */
export const seal = <Words>(key: Buffer, tenant: string, belongs: Belonging, said: Words): Box<Words> => {
  const nonce = nextNonce();
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(additionalData(tenant, belongs));
  const ciphertext = cipher.update(JSON.stringify(said), 'utf8');
  const box = Buffer.concat([nonce, ciphertext, cipher.final(), cipher.getAuthTag()]).toString('base64url');
  const { class: sealedClass, of, fact, type } = belongs;
  return { sealed: 1, class: sealedClass, of, fact, type, box };
};

/** The words in a box. @throws DoesNotOpen */
export const unseal = <Words>(key: Buffer, tenant: string, sealed: Box<Words>): Words => {
  const bytes = Buffer.from(sealed.box, 'base64url');
  const where = `the box of fact ${sealed.fact} for ${sealed.class} ${sealed.of}`;
  if (bytes.length < nonceBytes + tagBytes) throw new DoesNotOpen(`${where} is cut off`);
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(additionalData(tenant, sealed));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  let json: string;
  try {
    json = decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw new DoesNotOpen(
      `${where} does not open: it was changed, or belongs to another fact, subject or organization`,
      {
        cause,
      },
    );
  }
  return JSON.parse(json) as Words;
};
