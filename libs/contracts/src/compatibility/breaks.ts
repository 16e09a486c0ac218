import type { JsonSchema } from './fact-schema.ts';
import { breaksOfKeywords } from './keywords.ts';

/** A change that is more than an addition. */
export type Break = {
  /** Path of the field, such as `data.measure.unit`. */
  readonly field: string;
  /** What changed and whom it breaks: facts that are stored, or readers of the release before. */
  readonly what: string;
};

const object = (value: unknown): Readonly<Record<string, JsonSchema>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, JsonSchema>>) : {};
const list = (value: unknown): readonly JsonSchema[] => (Array.isArray(value) ? (value as JsonSchema[]) : []);

/**
 * All that keeps a fact of one form from being what it was: facts written before must read now, and facts written now must read before. An optional
 * field more is the only change that does both. Empty where there is nothing else.
 */
export const breaksBetween = (before: JsonSchema, now: JsonSchema, field = 'data'): readonly Break[] => [
  ...breaksOfKeywords(before, now, field),
  ...breaksOfFields(before, now, field),
  ...breaksOfVariants(before, now, field),
  ...['items', 'additionalProperties', 'propertyNames'].flatMap((keyword) =>
    keyword in before && keyword in now
      ? breaksBetween(object(before[keyword]), object(now[keyword]), `${field}${keyword === 'items' ? '[]' : '{}'}`)
      : [],
  ),
];

const requiredOf = ({ required }: JsonSchema): ReadonlySet<string> => new Set((required ?? []) as string[]);

const breaksOfFields = (before: JsonSchema, now: JsonSchema, at: string): readonly Break[] => {
  const [had, has] = [object(before['properties']), object(now['properties'])];
  const [needed, needs] = [requiredOf(before), requiredOf(now)];
  return [...new Set([...Object.keys(had), ...Object.keys(has)])].flatMap((name): readonly Break[] => {
    const field = `${at}.${name}`;
    const [former, present] = [had[name], has[name]];
    if (present === undefined)
      return [
        { field, what: 'is gone: facts that are stored hold it, and a reader of the release before looks for it' },
      ];
    if (former === undefined)
      return needs.has(name) ? [{ field, what: 'is new and required: facts that are stored do not have it' }] : [];
    return [...breaksOfNeed(field, needed.has(name), needs.has(name)), ...breaksBetween(former, present, field)];
  });
};

const breaksOfNeed = (field: string, before: boolean, now: boolean): readonly Break[] => {
  if (before === now) return [];
  return now
    ? [{ field, what: 'is required now: facts that are stored may lack it' }]
    : [{ field, what: 'may be missing now: a reader of the release before counts on it' }];
};

/** What tells a variant from the others: the values it fixes; where it fixes none, its place. */
const nameOf = (variant: JsonSchema, place: number): string => {
  const fixed = Object.entries(object(variant['properties'])).flatMap(([name, { const: value }]) =>
    value === undefined ? [] : [`${name} ${JSON.stringify(value)}`],
  );
  if ('const' in variant) return JSON.stringify(variant['const']);
  return fixed.length > 0 ? fixed.join(', ') : `variant ${place + 1}`;
};

const breaksOfVariants = (before: JsonSchema, now: JsonSchema, field: string): readonly Break[] => {
  const named = (schema: JsonSchema): ReadonlyMap<string, JsonSchema> =>
    new Map(list(schema['anyOf'] ?? schema['oneOf']).map((variant, place) => [nameOf(variant, place), variant]));
  const [had, has] = [named(before), named(now)];
  return [
    ...[...had].flatMap(([name, variant]): readonly Break[] => {
      const present = has.get(name);
      return present === undefined
        ? [{ field, what: `${name} is gone: facts that are stored hold it` }]
        : breaksBetween(variant, present, name.startsWith('variant') ? field : `${field}(${name})`);
    }),
    ...[...has.keys()]
      .filter((name) => !had.has(name))
      .map((name) => ({ field, what: `${name} is new: a reader of the release before does not know it` })),
  ];
};
