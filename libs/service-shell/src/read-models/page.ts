import { z } from 'zod';
import { invalid, type Problem } from '../http/problem.ts';

const AtLeast = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,60}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@[0-9a-f]{24}$/,
    'expected what the Location of an earlier answer says',
  );

/** Yes or no in a query. */
export const Flag = z.enum(['true', 'false'], { error: 'expected true or false' }).transform((flag) => flag === 'true');

/** Query of a list. Strict: an unknown parameter is named. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('How many at most'),
  cursor: z.string().max(400).optional().describe('`next` of the page before'),
  atLeast: AtLeast.optional().describe('Wait until this commit is folded in'),
});
export type PageAsked = {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly atLeast?: string | undefined;
};

/** Query of one thing. */
export const OneQuery = z.strictObject({ atLeast: AtLeast.optional().describe('Wait until this commit is folded in') });
export type OneQuery = z.infer<typeof OneQuery>;

export type Page<Item> = { readonly items: readonly Item[]; readonly next?: string };
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().optional() });

export const encodeCursor = (key: string): string => Buffer.from(key).toString('base64url');
/** @throws Problem 400 for a cursor that we never gave out */
export const decodeCursor = (cursor: string): string => {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (/^[\w.:|-]+$/.test(key)) return key;
  throw noSuchCursor();
};
export const noSuchCursor = (): Problem => invalid('query', 'cursor', 'expected "next" of an earlier page');
