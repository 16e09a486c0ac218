import { fact, Instant, internal, LocalDate, open, skipFacts, upcastersOf } from '@telemachy/contracts';
import type { Fact } from '@telemachy/kernel';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { FactSchemas } from '../encode-fact.ts';
import { bodyHashOf } from '../identity.ts';
import type { AppendOptions, CommandIdentity } from '../port.ts';

export const aTenant = 'acme';
export const aStream = (kind = 'goal'): string => `${kind}-${randomUUID()}`;
export const aCommand = (body: unknown = {}): CommandIdentity => ({ id: randomUUID(), bodyHash: bodyHashOf(body) });

/** What an append needs, with a fresh command. */
export const asked = (over: Partial<AppendOptions> = {}): AppendOptions => ({
  command: aCommand(),
  meta: { correlationId: 'c-1', actor: 'a-1' },
  ...over,
});

const goal = { goalId: randomUUID() };
const schemas = [
  fact('sample.goal-set.v1', {
    goalId: open(z.uuid()),
    text: internal(z.string()),
    measure: internal(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('number'), unit: z.string(), from: z.number(), to: z.number() }),
        z.object({ kind: z.literal('yes-no'), evidence: z.string() }),
      ]),
    ),
    dueOn: internal(LocalDate.optional()),
    setAt: internal(Instant),
  }),
  fact('sample.goal-progressed.v1', { goalId: open(z.uuid()), value: internal(z.number()) }),
  fact('sample.goal-summarized.v1', { total: internal(z.number()) }),
  ...Object.values(skipFacts('sample')),
  fact('sample.codes-noted.v1', { codes: internal(z.record(z.string(), z.union([z.string(), z.number()]))) }),
];

/** Facts of these tests alone, so that the catalogue may grow without them. */
export const sampleSchemas: FactSchemas = new Map(schemas.map((schema) => [schema.shape.type.value, schema]));

/** `codes-noted` was once a list, and before that one code alone. */
export const sampleUpcasters = upcastersOf([
  {
    from: 'sample.code-noted.v1',
    to: 'sample.codes-noted.v0',
    upcast: ({ code }) => ({ list: [code] }),
  },
  {
    from: 'sample.codes-noted.v0',
    to: 'sample.codes-noted.v1',
    upcast: ({ list }) => ({ codes: Object.fromEntries((list as string[]).map((code, index) => [code, index])) }),
  },
]);

const oldForms = [
  fact('sample.code-noted.v1', { code: internal(z.string()) }),
  fact('sample.codes-noted.v0', { list: internal(z.array(z.string())) }),
];
const newerForms = [fact('sample.goal-set.v2', { words: internal(z.string()) })];
const mapOf = (facts: readonly z.ZodObject<{ type: z.ZodLiteral<string> }>[]): FactSchemas =>
  new Map(facts.map((schema) => [schema.shape.type.value, schema]));

/** What an earlier release wrote, and what a later one will. */
export const earlierSchemas = mapOf(oldForms);
export const laterSchemas = mapOf(newerForms);

export const goalSet = (over: Record<string, unknown> = {}): Fact => ({
  type: 'sample.goal-set.v1',
  data: {
    ...goal,
    text: 'Chair a meeting of the board',
    measure: { kind: 'number', unit: 'meetings', from: 0, to: 1 },
    dueOn: '2027-06-30',
    setAt: '2027-01-10T09:00:00Z',
    ...over,
  },
});

export const progressed = (value: number): Fact => ({
  type: 'sample.goal-progressed.v1',
  data: { ...goal, value },
});

export const summarized = (total: number): Fact => ({ type: 'sample.goal-summarized.v1', data: { total } });

export const codesNoted = (codes: Record<string, unknown>): Fact => ({
  type: 'sample.codes-noted.v1',
  data: { codes },
});
