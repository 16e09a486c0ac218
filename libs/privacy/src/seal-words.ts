import {
  privateClasses,
  sealedField,
  type Box,
  type BoxName,
  type PrivacyClass,
  type PrivateClass,
} from '@telemachy/contracts';
import { seal, subjectOf } from './box.ts';
import type { KeyVault } from './key-vault.ts';

type Data = Readonly<Record<string, unknown>>;
/** A fact's data as it is stored: what must not be read is in boxes, one for each subject. */
export type SealedData = Data & { readonly sealed?: Readonly<Record<BoxName, Box>> };

export type FactToSeal = { readonly id: string; readonly type: string; readonly data: Data };

const isPrivate = (name: PrivacyClass['class']): name is PrivateClass => privateClasses.some((one) => one === name);

/**
 * Seals the words of a fact, as far as there are any: all of one subject together, since a seal costs some microseconds however long they are.
 * @param classes of each field of the fact's data
 * @throws Error where the data do not say whose the words are; Forgotten, KeysUnavailable
 */
export const sealWords = async (
  vault: Pick<KeyVault, 'sealingKeyOf'>,
  tenant: string,
  { id, type, data }: FactToSeal,
  classes: Readonly<Record<string, PrivacyClass>>,
): Promise<SealedData> => {
  const open: Record<string, unknown> = {};
  const words = new Map<
    BoxName,
    { readonly sealedClass: PrivateClass; readonly of: string; readonly said: Record<string, unknown> }
  >();
  for (const [field, value] of Object.entries(data)) {
    if (value === undefined) continue;
    const privacy = classes[field];
    if (privacy === undefined) throw new Error(`${type}: field "${field}" has no privacy class`);
    if (!isPrivate(privacy.class) || !('of' in privacy)) {
      open[field] = value;
      continue;
    }
    // Nothing was said: no key is needed for it, not even one that is gone.
    if (value === '') continue;
    const of = data[privacy.of];
    if (typeof of !== 'string' || of === '')
      throw new Error(`${type}: "${privacy.of}" does not say whose "${field}" is`);
    const name: BoxName = `${privacy.class}:${privacy.of}`;
    const group = words.get(name) ?? { sealedClass: privacy.class, of, said: {} };
    group.said[field] = value;
    words.set(name, group);
  }
  if (words.size === 0) return open;
  const boxes: Record<string, Box> = {};
  for (const [name, { sealedClass, of, said }] of words) {
    const belongs = { class: sealedClass, of, fact: id, type };
    boxes[name] = seal(await vault.sealingKeyOf(tenant, subjectOf(belongs)), tenant, belongs, said);
  }
  return { ...open, [sealedField]: boxes };
};
