import { textForm } from '@telemachy/contracts';
import { z } from 'zod';

export type JsonSchema = {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
};

type Node = z.core.JSONSchema.BaseSchema;
const uuidPattern = z.toJSONSchema(z.uuid()).pattern;
/** Formats that say more to a reader than the pattern that zod puts beside them, and from which a page can make an example. */
const formats: readonly unknown[] = ['uuid', 'date', 'date-time'];

/** Says a schema as people and API pages read it; what it takes stays as it is. */
const readable = (node: Node): void => {
  if (node.allOf?.some((part) => typeof part === 'object' && part.pattern === uuidPattern) === true) {
    delete node.allOf;
    node.format = 'uuid';
  }
  if (formats.includes(node.format)) delete node.pattern;
  // The bounds of every whole number that JavaScript can tell apart.
  if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
  if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
};

const shownInstead = new WeakMap<z.core.$ZodType, z.ZodType>();
/** What API pages show where a body is taken as free data, because the domain reads it and names its faults in its own words. */
export const documentedAs = <Schema extends z.ZodType>(schema: Schema, shown: z.ZodType): Schema => {
  const own = schema.clone();
  shownInstead.set(own, shown);
  return own;
};

/** What a body may hold at all (`readJsonBody`): texts that can be kept, numbers that stand for themselves alone. What says its own form or choice says more. */
const carried = (node: Node): void => {
  if (node.type === 'string' && !['pattern', 'format', 'enum', 'const'].some((keyword) => keyword in node))
    node.pattern = textForm;
  if (node.type === 'number' || node.type === 'integer') {
    if (node.exclusiveMinimum === undefined) node.minimum ??= Number.MIN_SAFE_INTEGER;
    if (node.exclusiveMaximum === undefined) node.maximum ??= Number.MAX_SAFE_INTEGER;
  }
};

type Place = 'body' | 'parameter' | 'answer';
const convert = (schema: z.ZodType, place: Place): JsonSchema =>
  z.toJSONSchema(schema, {
    io: place === 'answer' ? 'output' : 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ zodSchema, jsonSchema }) => {
      const shown = shownInstead.get(zodSchema);
      if (shown !== undefined) {
        for (const keyword of ['type', 'propertyNames', 'additionalProperties'] as const) delete jsonSchema[keyword];
        Object.assign(jsonSchema, convert(shown, place));
      }
      readable(jsonSchema);
      if (place === 'body') carried(jsonSchema);
    },
  }) as JsonSchema;

/** zod puts named schemas under `$defs` and points to them by place; inside OpenAPI they live under `components/schemas`. */
const hoist = (node: unknown, found: Record<string, JsonSchema>): unknown => {
  if (Array.isArray(node)) return node.map((item) => hoist(item, found));
  if (typeof node !== 'object' || node === null) return node;
  const {
    $defs,
    $schema: _schema,
    id: _id,
    readOnly: _readOnly,
    '~standard': _standard,
    ...rest
  } = node as Record<string, unknown>;
  for (const [name, definition] of Object.entries(($defs ?? {}) as Record<string, unknown>)) {
    found[name] = hoist(definition, found) as JsonSchema;
  }
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, hoistUnder(key, value, found)]));
};

const hoistUnder = (key: string, value: unknown, found: Record<string, JsonSchema>): unknown => {
  if (key === '$ref' && typeof value === 'string')
    return value.replace(/^#\/(\$defs|definitions)\//, '#/components/schemas/');
  // Its keys are names of fields, which may be called `id` too.
  if (key === 'properties' && typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, hoist(schema, found)]));
  return hoist(value, found);
};

/** Schemas of one document: those with `.meta({ id })` become components, the rest stand where they are used. */
export const schemasInto = (components: Record<string, JsonSchema>) => {
  const placed = (schema: z.ZodType, place: Place): unknown => {
    const hoisted = hoist(convert(schema, place), components) as JsonSchema;
    const name = z.globalRegistry.get(schema)?.id;
    if (name === undefined) return hoisted;
    const reference = `#/components/schemas/${name}`;
    // zod may answer with a reference to the definition that was hoisted a moment ago.
    if (hoisted['$ref'] !== reference) components[name] = hoisted;
    return { $ref: reference };
  };
  return {
    input: (schema: z.ZodType) => placed(schema, 'body'),
    output: (schema: z.ZodType) => placed(schema, 'answer'),
    /** For parameters, whose properties are read one by one. */
    inline: (schema: z.ZodType) => hoist(convert(schema, 'parameter'), components),
  };
};
