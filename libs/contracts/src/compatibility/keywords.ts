import type { Break } from './breaks.ts';
import type { JsonSchema } from './fact-schema.ts';

/** Looked at one by one elsewhere, or of no account. */
const elsewhere = [
  'properties',
  'required',
  'items',
  'additionalProperties',
  'propertyNames',
  'anyOf',
  'oneOf',
  'title',
  'description',
  '$schema',
  '$id',
];

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Bounds: which way is narrower. */
const narrower: Readonly<Record<string, (now: number, before: number) => boolean>> = {
  maxLength: (now, before) => now < before,
  maxItems: (now, before) => now < before,
  maximum: (now, before) => now < before,
  exclusiveMaximum: (now, before) => now < before,
  minLength: (now, before) => now > before,
  minItems: (now, before) => now > before,
  minimum: (now, before) => now > before,
  exclusiveMinimum: (now, before) => now > before,
};
const widest = (keyword: string): number => (/max/i.test(keyword) ? Infinity : -Infinity);

/** What changed at one place, keyword by keyword; of another type nothing else is comparable. */
export const breaksOfKeywords = (before: JsonSchema, now: JsonSchema, field: string): readonly Break[] =>
  (same(before['type'], now['type']) ? [...new Set([...Object.keys(before), ...Object.keys(now)])] : ['type'])
    .filter((keyword) => !elsewhere.includes(keyword) && !same(before[keyword], now[keyword]))
    .flatMap((keyword) => breakOf(keyword, before[keyword], now[keyword]).map((what) => ({ field, what })));

const breakOf = (keyword: string, before: unknown, now: unknown): readonly string[] => {
  if (keyword === 'enum') return breaksOfValues((before ?? []) as unknown[], (now ?? []) as unknown[]);
  if (keyword.startsWith('x-privacy'))
    return [
      `its privacy is ${shown(now)} now, ${shown(before)} before: what is stored was kept, and may be sealed, by the former`,
    ];
  const tighter = narrower[keyword];
  if (tighter === undefined)
    return [
      `${keyword} is ${shown(now)} now, ${shown(before)} before: facts that are stored, and readers of the release before, go by the former`,
    ];
  const [was, is] = [before ?? widest(keyword), now ?? widest(keyword)] as [number, number];
  return tighter(is, was)
    ? [`${keyword} is ${shown(now)} now, ${shown(before)} before: facts that are stored may go beyond it`]
    : [
        `${keyword} is ${shown(now)} now, ${shown(before)} before: a reader of the release before refuses what goes beyond that`,
      ];
};

const breaksOfValues = (before: readonly unknown[], now: readonly unknown[]): readonly string[] => [
  ...now
    .filter((value) => !before.includes(value))
    .map((value) => `the value ${shown(value)} is new: a reader of the release before does not know it`),
  ...before
    .filter((value) => !now.includes(value))
    .map((value) => `the value ${shown(value)} is gone: facts that are stored hold it`),
];
