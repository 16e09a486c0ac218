import {
  sealedClasses,
  sealedField,
  type Box,
  type BoxName,
  type PrivacyClass,
  type SealedClass,
} from '@telemachy/contracts';
import { seal, subjectOf } from './box.ts';
import type { KeyVault } from './key-vault.ts';

type Data = Readonly<Record<string, unknown>>;
/** A fact's data as it is stored: what must not be read is in boxes, one for each subject. */
export type SealedData = Data & { readonly sealed?: Readonly<Record<BoxName, Box>> };

export type FactToSeal = { readonly id: string; readonly type: string; readonly data: Data };

type Classes = Readonly<Record<string, PrivacyClass>>;
/** Where a field that is sealed goes. */
type Place = { readonly name: BoxName; readonly class: SealedClass; readonly of: string };
/** Of each field, where it goes; nothing for one that stays open. */
type Plan = ReadonlyMap<string, Place | undefined>;

const isSealed = (name: PrivacyClass['class']): name is SealedClass => sealedClasses.some((one) => one === name);

const placeOf = (privacy: PrivacyClass): Place | undefined =>
  isSealed(privacy.class) && 'of' in privacy
    ? { name: `${privacy.class}:${privacy.of}`, class: privacy.class, of: privacy.of }
    : undefined;

// The classes of a type are the same object each time.
const plans = new WeakMap<Classes, Plan>();
const planOf = (classes: Classes): Plan => {
  const known = plans.get(classes);
  if (known !== undefined) return known;
  const plan = new Map(Object.entries(classes).map(([field, privacy]) => [field, placeOf(privacy)]));
  plans.set(classes, plan);
  return plan;
};

/** Nothing was said: an empty text, list or object. Who reads it takes what is not there for that. */
const isNothing = (value: unknown): boolean =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

type Group = Place & { readonly whose: string; readonly said: Record<string, unknown> };

/** What stays open, and the words of each box. */
const divided = ({ type, data }: FactToSeal, plan: Plan) => {
  const open: Record<string, unknown> = {};
  const groups: Group[] = [];
  for (const field of Object.keys(data)) {
    const value = data[field];
    if (value === undefined) continue;
    const place = plan.get(field);
    if (place === undefined) {
      if (!plan.has(field)) throw new Error(`${type}: field "${field}" has no privacy class`);
      open[field] = value;
      continue;
    }
    // No key is needed for it, not even one that is gone.
    if (isNothing(value)) continue;
    let group = groups.find(({ name }) => name === place.name);
    if (group === undefined) {
      const whose = data[place.of];
      if (typeof whose !== 'string' || whose === '')
        throw new Error(`${type}: "${place.of}" does not say whose "${field}" is`);
      group = { ...place, whose, said: {} };
      groups.push(group);
    }
    group.said[field] = value;
  }
  return { open, groups };
};

/**
 * Seals the words of a fact, as far as there are any: all of one subject together, since a seal costs some microseconds however long they are.
 * @param classes of each field of the fact's data
 * @throws Error where the data do not say whose the words are; Forgotten, KeysUnavailable
 */
export const sealWords = async (
  vault: Pick<KeyVault, 'sealingKeyOf'>,
  tenant: string,
  fact: FactToSeal,
  classes: Classes,
): Promise<SealedData> => {
  const { open, groups } = divided(fact, planOf(classes));
  if (groups.length === 0) return open;
  const boxes: Record<string, Box> = {};
  for (const { name, class: sealedClass, whose, said } of groups) {
    const belongs = { class: sealedClass, of: whose, fact: fact.id, type: fact.type };
    boxes[name] = seal(await vault.sealingKeyOf(tenant, subjectOf(belongs)), tenant, belongs, said);
  }
  return { ...open, [sealedField]: boxes };
};
