import { describe, expect, it } from '@jest/globals';
import { GoalId, Instant, LocalDate } from '@telemachy/contracts';
import { z } from 'zod';
import { documentedAs, schemasInto } from './schemas.ts';

describe('a schema on the pages of the API', () => {
  it('says ids, times and whole numbers so that a page makes examples that can be read', () => {
    const answer = z.object({ id: GoalId, at: Instant, on: LocalDate, version: z.int(), count: z.int().min(1).max(9) });
    expect(schemasInto({}).output(answer)).toMatchObject({
      properties: {
        id: { type: 'string', format: 'uuid' },
        at: { type: 'string', format: 'date-time' },
        on: { type: 'string', format: 'date' },
        version: { type: 'integer' },
        count: { type: 'integer', minimum: 1, maximum: 9 },
      },
    });
    expect(JSON.stringify(schemasInto({}).output(answer))).not.toMatch(/pattern|allOf|9007199254740991/);
  });

  it('keeps a pattern that nothing else tells', () =>
    expect(schemasInto({}).input(z.string().regex(/^[a-z]+$/))).toMatchObject({ pattern: '^[a-z]+$' }));

  it('show what the domain reads where a body is taken as free data', () => {
    const rules = z.strictObject({ weight: z.int().min(1).describe('how much it counts') });
    const body = z.strictObject({ rules: documentedAs(z.record(z.string(), z.unknown()), rules) });
    expect(schemasInto({}).input(body)).toMatchObject({
      properties: {
        rules: {
          type: 'object',
          properties: { weight: { type: 'integer', minimum: 1, description: 'how much it counts' } },
          required: ['weight'],
          additionalProperties: false,
        },
      },
    });
    expect(body.safeParse({ rules: { anything: 1 } }).success).toBe(true);
  });
});
