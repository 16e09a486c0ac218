import type { Box } from '@telemachy/contracts';
import { sealBytes, unsealBytes } from './seal-bytes.ts';
import { kindOf, type Subject } from './subject.ts';

export type Belonging = Pick<Box, 'class' | 'of' | 'fact' | 'type'>;

/** A subject of the box's words. */
export const subjectOf = (box: Pick<Box, 'class' | 'of'>): Subject => ({ kind: kindOf(box.class), id: box.of });

/** Where a box belongs: anywhere else it does not open. */
const placeOf = (tenant: string, { class: sealedClass, of, fact, type }: Belonging): string =>
  JSON.stringify([1, tenant, sealedClass, of, fact, type]);

/**
 * Seals words (a JSON value), see `sealBytes`.
 * @param key 32 bytes
 */
export const seal = <Words>(key: Buffer, tenant: string, belongs: Belonging, said: Words): Box<Words> => {
  const box = sealBytes(key, placeOf(tenant, belongs), Buffer.from(JSON.stringify(said))).toString('base64url');
  const { class: sealedClass, of, fact, type } = belongs;
  return { sealed: 1, class: sealedClass, of, fact, type, box };
};

/** The words in a box. @throws DoesNotOpen */
export const unseal = <Words>(key: Buffer, tenant: string, sealed: Box<Words>): Words =>
  JSON.parse(unsealBytes(key, placeOf(tenant, sealed), Buffer.from(sealed.box, 'base64url')).toString()) as Words;
