import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Problem } from './problem.ts';
import { ValidationPipe } from './validation.pipe.ts';

const Goal = z.strictObject({
  text: z.string().min(1),
  count: z.int(),
  kind: z.enum(['a', 'b']),
  measure: z.discriminatedUnion('type', [
    z.object({ type: z.literal('x') }),
    z.object({ type: z.literal('y'), of: z.array(z.string()) }),
  ]),
});
const good = { text: 't', count: 1, kind: 'a', measure: { type: 'x' } };

const faultsIn = async (body: unknown, schema: z.ZodType = Goal): Promise<string[]> => {
  const answer = await new ValidationPipe().transform(body, { type: 'body', schema }).catch((error: Problem) => error);
  return ((answer as Problem).errors ?? []).map(({ path, message }) => `${path}: ${message}`);
};

describe('what does not fit', () => {
  it('is told as missing where nothing was sent, with what was expected', async () => {
    expect(await faultsIn({})).toEqual([
      'text: is missing; expected string',
      'count: is missing; expected number',
      'kind: is missing; expected one of "a"|"b"',
      'measure: is missing; expected object',
    ]);
    expect(await faultsIn({ ...good, measure: { type: 'y' } })).toEqual(['measure.of: is missing; expected array']);
    expect(await faultsIn(undefined)).toEqual([': is missing; expected object']);
  });
  it('is told as missing where it says which of several it is', async () => {
    const [fault] = await faultsIn({ ...good, measure: {} });
    expect(fault).toMatch(/^measure\.type: is missing/);
  });
  it('is told as it is where something else was sent', async () => {
    expect(await faultsIn({ ...good, text: 7, kind: 'c', more: 1 })).toEqual([
      'text: Invalid input: expected string, received number',
      'kind: Invalid option: expected one of "a"|"b"',
      'more: unknown key',
    ]);
    expect(await faultsIn({ ...good, text: null })).toEqual(['text: Invalid input: expected string, received null']);
  });
  it('is told in the schema’s own words where it has some', async () =>
    expect(await faultsIn({}, z.object({ a: z.string({ error: 'say a' }) }))).toEqual(['a: say a']));
});
