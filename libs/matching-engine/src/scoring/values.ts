import type { AttributeValue } from '../snapshot/snapshot.ts';

/** A text as it is compared: one Unicode form, single spaces, small letters. */
export const comparable = (text: string): string => text.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();

/** One value of an attribute: as written, and as compared. */
export type Value = { readonly text: string; readonly key: string };

/** An attribute as a list of different values in their order; empty when it is missing. */
export const valuesOf = (attribute: AttributeValue | undefined): readonly Value[] => {
  if (attribute === undefined) return [];
  const texts = typeof attribute === 'object' ? attribute : [String(attribute)];
  const values = texts.map((text) => ({ text: text.trim(), key: comparable(text) })).filter(({ key }) => key !== '');
  return values.filter(({ key }, at) => values.findIndex((other) => other.key === key) === at);
};
