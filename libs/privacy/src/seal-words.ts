import type { PrivacyClass } from '@telemachy/contracts';
import { isBox, seal, subjectOf, type Box } from './box.ts';
import type { KeyVault } from './key-vault.ts';
import { sealedClasses, type SealedClass } from './subject.ts';

type Data = Readonly<Record<string, unknown>>;
/** `<class>:<field that says whose>`: under this name the words of one subject lie together. */
export type BoxName = `${SealedClass}:${string}`;

/** A fact's data as it is stored: what must not be read is in boxes, one for each subject. */
export type SealedData = Data & { readonly sealed?: Readonly<Record<BoxName, Box>> };

/** The field under which boxes lie; no fact may have one of that name. */
export const sealedField = 'sealed';

export type FactToSeal = { readonly id: string; readonly type: string; readonly data: Data };

const isSealedClass = (name: PrivacyClass['class']): name is SealedClass => sealedClasses.some((one) => one === name);

/**
 * Seals the words of a fact: all of one subject together, since a seal costs some microseconds however long they are.
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
    { readonly sealedClass: SealedClass; readonly of: string; readonly said: Record<string, unknown> }
  >();
  for (const [field, value] of Object.entries(data)) {
    if (value === undefined) continue;
    const privacy = classes[field];
    if (privacy === undefined) throw new Error(`${type}: field "${field}" has no privacy class`);
    if (!isSealedClass(privacy.class) || !('of' in privacy)) {
      open[field] = value;
      continue;
    }
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

/** The boxes of a stored fact's data, none where nothing was sealed. */
export const boxesOf = (data: SealedData): ReadonlyMap<BoxName, Box> => {
  const { sealed } = data;
  if (typeof sealed !== 'object' || sealed === null) return new Map();
  return new Map(Object.entries(sealed).filter(([, box]) => isBox(box)) as [BoxName, Box][]);
};
