import { presentType, type JsonObject, type Upcasters } from '@telemachy/contracts';
import type { Fact } from '@telemachy/kernel';
import type { z } from 'zod';
import { CommitRefused } from './errors.ts';
import { uncarriedIn } from './json-value.ts';

/** The facts a store takes, by type; the catalogue of `@telemachy/contracts` unless a test says otherwise. */
export type FactSchemas = ReadonlyMap<string, z.ZodType>;
/** The facts of one release: those of today, and the way to them from every earlier form. */
export type Forms = { readonly schemas: FactSchemas; readonly upcasters: Upcasters };

/**
 * A fact's data after its schema, a JSON object. Reading drops unknown keys, writing refuses them: a misspelt field must not vanish.
 * @throws CommitRefused
 */
export const checkedData = (fact: Fact, at: string, { schemas, upcasters }: Forms): JsonObject => {
  const schema = schemas.get(fact.type);
  if (schema === undefined) {
    const present = presentType(fact.type, upcasters);
    throw new CommitRefused(
      'unknown-type',
      `${at}.type`,
      `"${fact.type}" is not in the catalogue of facts`,
      present === fact.type
        ? 'Add its schema to @telemachy/contracts, or correct the name'
        : `It is an earlier form: write ${present}`,
    );
  }
  const uncarried = uncarriedIn(fact.data, `${at}.data`);
  if (uncarried !== undefined)
    throw new CommitRefused('bad-value', uncarried.path, `${uncarried.fault} (${fact.type})`, uncarried.remedy);
  const parsed = schema.safeParse(fact);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = [at, ...(issue?.path ?? [])].join('.');
    throw new CommitRefused(
      'bad-data',
      path,
      `${issue?.message ?? 'refused'} (${fact.type})`,
      'Give what the schema asks for',
    );
  }
  const { data } = parsed.data as { data: JsonObject };
  const stray = strayIn(fact.data, data, `${at}.data`);
  if (stray !== undefined)
    throw new CommitRefused(
      'bad-data',
      stray,
      `${fact.type} has no such field, or its schema changes the value`,
      'Remove the field, or add it to the schema; write the value as the schema leaves it',
    );
  return data;
};

/** Where the value given and the value the schema gave back differ. */
const strayIn = (given: unknown, kept: unknown, path: string): string | undefined => {
  if (Array.isArray(given) && Array.isArray(kept)) {
    for (let index = 0; index < Math.max(given.length, kept.length); index += 1) {
      const stray = strayIn(given[index], kept[index], `${path}[${index}]`);
      if (stray !== undefined) return stray;
    }
    return undefined;
  }
  if (!isObject(given) || !isObject(kept)) return Object.is(given, kept) ? undefined : path;
  return strayInObject(given, kept, path);
};

const strayInObject = (given: JsonObject, kept: JsonObject, path: string): string | undefined => {
  for (const [key, field] of Object.entries(given)) {
    const stray = field === undefined ? undefined : strayIn(field, kept[key], `${path}.${key}`);
    if (stray !== undefined) return stray;
  }
  const added = Object.keys(kept).find((key) => kept[key] !== undefined && !(key in given));
  return added === undefined ? undefined : `${path}.${added}`;
};

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;
