import { z } from 'zod';
import { catalogue, privacyOfFact } from '../catalogue.ts';

/** JSON Schema, draft 2020-12, as far as facts use it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

const ownKeywords = { privacy: 'x-privacy', of: 'x-privacy-of' } as const;

/**
 * The shape of a fact's data as JSON Schema, with the privacy class of each field as `x-privacy`. Open, as a reader takes it: a field that it does not know is
 * no fault. A refinement in code (a time zone that exists) has no place in it. @throws Error when the type is unknown
 */
export const schemaOfFact = (type: string): JsonSchema => {
  const privacy = privacyOfFact(type);
  const shape = catalogue.get(type)?.shape.data ?? z.never();
  const schema = schemaOf(shape);
  const properties = Object.entries(schema['properties'] as Readonly<Record<string, JsonSchema>>).map(([field, of]) => {
    const known = privacy[field];
    const whose = known !== undefined && 'of' in known ? { [ownKeywords.of]: known.of } : {};
    return [field, { ...of, [ownKeywords.privacy]: known?.class, ...whose }];
  });
  return { ...schema, properties: Object.fromEntries(properties) as unknown };
};

/** JSON Schema of any schema, as a reader takes it. */
export const schemaOf = (schema: z.ZodType): JsonSchema => {
  const { $schema: _dialect, ...made } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return plain(made) as JsonSchema;
};

/** A named format says it all: how zod spells its pattern may change with a release of zod, and the fact has not changed then. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const { pattern, allOf, ...rest } = value as JsonSchema & { pattern?: unknown; allOf?: unknown };
  const isId = rest['format'] === 'lowercase' && JSON.stringify(allOf).includes('[0-9a-fA-F]{8}-');
  const more = {
    ...(pattern === undefined || rest['format'] !== undefined ? {} : { pattern }),
    ...(allOf === undefined || isId ? {} : { allOf }),
    ...(isId ? { format: 'uuid' } : {}),
  };
  return Object.fromEntries(Object.entries({ ...rest, ...more }).map(([key, inner]) => [key, plain(inner)]));
};
