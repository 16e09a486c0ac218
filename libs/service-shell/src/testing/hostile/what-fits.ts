import { z } from 'zod';
import type { Path } from './spoilt-json.ts';

type Shape = Readonly<Record<string, unknown>>;

const optionsOf = ({ anyOf, oneOf, allOf }: Shape): readonly Shape[] | undefined =>
  [anyOf, oneOf, allOf].find((options): options is Shape[] => Array.isArray(options));

const under = ({ properties, items }: Shape, key: string | number): unknown =>
  typeof key === 'number' ? items : (properties as Shape | undefined)?.[key];

/** Whether some record, which takes any key, stands on the way to a place. */
const meetsRecord = (shape: unknown, at: Path): boolean => {
  if (typeof shape !== 'object' || shape === null) return false;
  const options = optionsOf(shape as Shape);
  if (options !== undefined) return options.some((option) => meetsRecord(option, at));
  const any = (shape as Shape)['additionalProperties'];
  if (typeof any === 'object' && any !== null) return true;
  const [key, ...rest] = at;
  return key !== undefined && meetsRecord(under(shape as Shape, key), rest);
};

/** Tells the places of a body whose keys a domain reads, and not its schema. */
export const keysAreFree = (schema: z.ZodType): ((at: Path) => boolean) => {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  return (at) => meetsRecord(shape, at);
};

/** Whether the schema is content with a body from which something is gone. */
export const missingIsFine = (schema: z.ZodType, text: string): boolean => schema.safeParse(JSON.parse(text)).success;
