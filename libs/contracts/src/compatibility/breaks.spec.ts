import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { catalogue } from '../index.ts';
import { schemaOf } from './fact-schema.ts';
import { breaksBetween, compareCatalogue, schemaOfFact } from './index.ts';

const measure = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('number'), unit: z.string().max(60) }),
  z.object({ kind: z.literal('yes-no') }),
]);
const former = z.object({
  id: z.uuid(),
  text: z.string().max(100),
  stars: z.int().min(1),
  due: z.iso.date().optional(),
  code: z.enum(['big', 'small']),
  steps: z.array(z.object({ name: z.string() })),
  byName: z.record(z.string(), z.number()),
  measure,
});
const { shape } = former;

const variants = (more: z.ZodObject[]) =>
  z.discriminatedUnion('kind', [...measure.options, ...more] as unknown as typeof measure.options);
const planted: readonly [string, z.ZodType, string][] = [
  ['a field that is gone', former.omit({ text: true }), 'data.text is gone: facts that are stored hold it'],
  [
    'a field that is renamed',
    former.omit({ text: true }).extend({ words: z.string().optional() }),
    'data.text is gone',
  ],
  ['a new field that is required', former.extend({ who: z.string() }), 'data.who is new and required'],
  ['a field that is required now', former.extend({ due: shape.due.unwrap() }), 'data.due is required now'],
  ['a field that may be missing now', former.extend({ text: shape.text.optional() }), 'data.text may be missing now'],
  ['another type', former.extend({ stars: z.string() }), 'data.stars type is "string" now, "integer" before'],
  ['a narrower bound', former.extend({ text: z.string().max(50) }), 'data.text maxLength is 50 now, 100 before: facts'],
  [
    'a wider bound',
    former.extend({ text: z.string().max(200) }),
    'data.text maxLength is 200 now, 100 before: a reader',
  ],
  [
    'a bound that is gone',
    former.extend({ text: z.string() }),
    'data.text maxLength is nothing now, 100 before: a reader',
  ],
  ['a higher least', former.extend({ stars: z.int().min(2) }), 'data.stars minimum is 2 now, 1 before: facts'],
  ['a new value', former.extend({ code: z.enum(['big', 'small', 'huge']) }), 'data.code the value "huge" is new'],
  ['a value that is gone', former.extend({ code: z.enum(['big']) }), 'data.code the value "small" is gone'],
  ['another format', former.extend({ due: z.iso.datetime().optional() }), 'data.due format is "date-time" now, "date"'],
  [
    'a required field further in',
    former.extend({ steps: z.array(z.object({ name: z.string(), by: z.string() })) }),
    'data.steps[].by is new and required',
  ],
  ['another type in a record', former.extend({ byName: z.record(z.string(), z.string()) }), 'data.byName{} type is'],
  [
    'a new variant',
    former.extend({ measure: variants([z.object({ kind: z.literal('date') })]) }),
    'data.measure kind "date" is new: a reader of the release before',
  ],
  [
    'a variant that is gone',
    former.extend({ measure: z.discriminatedUnion('kind', [measure.options[0]]) }),
    'data.measure kind "yes-no" is gone',
  ],
  [
    'a narrower field in a variant',
    former.extend({
      measure: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('number'), unit: z.string().max(10) }),
        measure.options[1],
      ]),
    }),
    'data.measure(kind "number").unit maxLength is 10 now',
  ],
];

describe('a changed fact', () => {
  const breaks = (now: z.ZodType): string[] =>
    breaksBetween(schemaOf(former), schemaOf(now)).map(({ field, what }) => `${field} ${what}`);

  it.each(planted)('is broken by %s, and says so', (_, now, line) => {
    expect(breaks(now)).toEqual([expect.stringContaining(line)]);
  });

  it('is not broken by an optional field more, here or further in', () => {
    expect(breaks(former.extend({ who: z.string().optional() }))).toEqual([]);
    const steps = z.array(z.object({ name: z.string(), by: z.string().optional() }));
    expect(breaks(former.extend({ steps }))).toEqual([]);
    expect(breaks(former)).toEqual([]);
  });

  it('is not broken by another order of its variants', () => {
    const [first, second] = measure.options;
    expect(breaks(former.extend({ measure: z.discriminatedUnion('kind', [second, first]) }))).toEqual([]);
  });
});

describe('the catalogue against what is committed', () => {
  const today = () => new Map([...catalogue.keys()].map((type) => [type, schemaOfFact(type)]));

  it('is as it was where nothing changed', () => {
    expect(compareCatalogue(today())).toEqual({ added: new Map(), broken: [] });
  });

  it('adds a fact that is new', () => {
    const committed = today();
    committed.delete('goals.goal-set.v1');
    const { added, broken } = compareCatalogue(committed);
    expect([[...added.keys()], broken]).toEqual([['goals.goal-set.v1'], []]);
  });

  it('misses a fact that is gone', () => {
    const committed = today().set('goals.goal-planned.v1', {});
    expect(compareCatalogue(committed).broken).toEqual([
      expect.stringMatching(/^goals\.goal-planned\.v1 is gone: .* add an upcaster from it/),
    ]);
  });

  it('names the break and the way out', () => {
    const committed = today();
    const { properties, ...rest } = committed.get('goals.goal-reached.v1') as { properties: object };
    committed.set('goals.goal-reached.v1', { ...rest, properties: { ...properties, mood: { type: 'string' } } });
    expect(compareCatalogue(committed).broken).toEqual([
      'goals.goal-reached.v1: data.mood is gone: facts that are stored hold it, and a reader of the release before looks for it. ' +
        'Take it back, or make it goals.goal-reached.v2 with an upcaster from goals.goal-reached.v1 (libs/contracts/README.md).',
    ]);
  });

  it('watches the privacy of each field', () => {
    const committed = today();
    const schema = committed.get('goals.goal-set.v1') as { properties: { text: object } };
    expect(schema.properties.text).toMatchObject({
      'x-privacy': 'private-to-mentorship',
      'x-privacy-of': 'mentorshipId',
    });
    const text = { ...schema.properties.text, 'x-privacy': 'internal', 'x-privacy-of': undefined };
    committed.set('goals.goal-set.v1', { ...schema, properties: { ...schema.properties, text } });
    expect(compareCatalogue(committed).broken[0]).toContain(
      'data.text its privacy is "private-to-mentorship" now, "internal" before',
    );
  });
});
