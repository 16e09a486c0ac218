import { z } from 'zod';
import type { Path, Place } from './spoilt-json.ts';

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

/** A schema with a name stands under `$defs`. */
const rootOf = ({ $ref, $defs, ...shape }: Shape): unknown =>
  typeof $ref === 'string' ? ($defs as Shape)[$ref.replace('#/$defs/', '')] : shape;

/** What a place takes, to be compared with what others take. Where the schema does not reach, what it held when all was well says it. */
const takenAt = (shape: unknown, [key, ...rest]: Path, value: unknown): string => {
  if (typeof shape !== 'object' || shape === null) return Array.isArray(value) ? 'a list' : typeof value;
  const { description: _, default: _default, ...told } = shape as Shape;
  return key === undefined ? JSON.stringify(told) : takenAt(under(told, key), rest, value);
};

export type Places = {
  /** Whether a domain reads the keys of this object, and not its schema. */
  isFree(at: Path): boolean;
  /** Whether an earlier place takes the same. */
  isLikeEarlier(place: Place, earlier: readonly Place[]): boolean;
};

export const placesOf = (schema: z.ZodType): Places => {
  const shape = rootOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }));
  const taken = ({ at, value }: Place): string => takenAt(shape, at, value);
  return {
    isFree: (at) => meetsRecord(shape, at),
    isLikeEarlier: (place, earlier) => earlier.some((one) => taken(one) === taken(place)),
  };
};

/** Whether the schema is content with a body from which something is gone. */
export const missingIsFine = (schema: z.ZodType, text: string): boolean => schema.safeParse(JSON.parse(text)).success;
