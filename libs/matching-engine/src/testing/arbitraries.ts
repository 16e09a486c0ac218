import * as fc from 'fast-check';
import type { Criterion, Policy } from '../policy/policy.ts';
import type { Mentor, Participant, Snapshot } from '../snapshot/snapshot.ts';

const colours = ['red', 'green', 'Blue', ''];
const skills = ['Kafka', 'MongoDB', 'Nest', 'Rust'];
const ladder = ['low', 'middle', 'high', 'top'];

const attributes = fc.record(
  {
    colour: fc.constantFrom(...colours),
    level: fc.constantFrom(...ladder, 'unheard of'),
    skills: fc.subarray(skills),
    wants: fc.subarray(skills),
    graded: fc.array(fc.constantFrom('Kafka:0', 'Kafka:1', 'Kafka:3', 'Nest:2', 'Rust'), { maxLength: 3 }),
    secret: fc.constantFrom('x', 'y', ''),
    wish: fc.constantFrom('x', 'y', ''),
    asks: fc.constantFrom('yes', 'no'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Participant['attributes']>;

const importance = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('must' as const, 'must-not' as const) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 10 }) },
);

const openCriteria = (): fc.Arbitrary<Criterion>[] => {
  const every = { importance, whenMissing: fc.constantFrom('met' as const, 'unmet' as const) };
  const of = (criterion: object) =>
    fc
      .record({ ...every, given: fc.constant(criterion) })
      .map(({ given, ...rest }) => ({ ...given, ...rest }) as Criterion);
  return [
    of({ id: 'colour', label: 'Same colour', kind: 'same', attribute: 'colour' }),
    of({ id: 'other-colour', label: 'Other colour', kind: 'different', attribute: 'colour', shownAs: 'other-wishes' }),
    of({
      id: 'step',
      label: 'One to two up',
      kind: 'level-gap',
      attribute: 'level',
      ladder: 'level',
      minSteps: 1,
      maxSteps: 2,
    }),
    of({
      id: 'best',
      label: 'Two up',
      kind: 'level-gap',
      attribute: 'level',
      ladder: 'level',
      minSteps: -1,
      maxSteps: 3,
      bestSteps: 2,
    }),
    of({ id: 'skills', label: 'Skills', kind: 'overlap', measure: 'jaccard', attribute: 'skills' }),
    of({
      id: 'two',
      label: 'Two',
      kind: 'overlap',
      measure: 'share-of-wishes',
      menteeAttribute: 'wants',
      mentorAttribute: 'skills',
      atLeast: 2,
    }),
    of({
      id: 'wants',
      label: 'Wants',
      kind: 'offered-covers-wanted',
      menteeAttribute: 'graded',
      mentorAttribute: 'graded',
      levels: true,
      shownAs: 'other-wishes',
    }),
    of({
      id: 'red',
      label: 'Red',
      kind: 'list-membership',
      side: 'mentor',
      attribute: 'colour',
      values: ['red', 'blue'],
    }),
  ];
};

const secretCriterion: fc.Arbitrary<Criterion> = fc.integer({ min: 1, max: 10 }).map((weight) => ({
  id: 'secret',
  label: 'Secret',
  kind: 'same',
  menteeAttribute: 'wish',
  mentorAttribute: 'secret',
  appliesIf: { side: 'mentee', attribute: 'asks', equals: ['yes'] },
  importance: weight,
  sensitive: true,
}));

/** Policies of up to five criteria of every kind, sometimes with a sensitive one and a minimum. */
export const policies = (secrets: 'sometimes' | 'always' = 'sometimes'): fc.Arbitrary<Policy> =>
  fc
    .record({
      open: fc.subarray(openCriteria(), { maxLength: 4 }).chain((some) => fc.tuple(...some)),
      secret: secrets === 'always' ? secretCriterion : fc.option(secretCriterion, { nil: undefined, freq: 2 }),
      minimumScore: fc.constantFrom(0, 0, 0, 2500),
      reportingLine: fc.boolean(),
    })
    .map(({ open, secret, ...rest }) => ({
      ladders: { level: ladder },
      ...rest,
      criteria: [...open, ...(secret === undefined ? [] : [secret])],
    }));

const persons = ['ann', 'ben', 'cleo', 'dan', 'eve', 'finn', 'gus', 'hal'];
const line = fc.subarray(persons, { maxLength: 2 });

/** Up to six mentees and six mentors with capacities, some of them the same persons, with lines and a few blocked pairs. */
export const snapshots: fc.Arbitrary<Snapshot> = fc
  .record({
    menteePersons: fc.shuffledSubarray(persons, { maxLength: 6 }),
    mentorPersons: fc.shuffledSubarray(persons, { maxLength: 6 }),
    menteeData: fc.array(fc.record({ attributes, line }), { minLength: 6, maxLength: 6 }),
    mentorData: fc.array(fc.record({ attributes, line, capacity: fc.integer({ min: 0, max: 3 }) }), {
      minLength: 6,
      maxLength: 6,
    }),
    blocked: fc.array(fc.tuple(fc.constantFrom(...persons), fc.constantFrom(...persons)), { maxLength: 3 }),
  })
  .map(({ menteePersons, mentorPersons, menteeData, mentorData, blocked }) => ({
    mentees: menteePersons.map(
      (personId, at) => ({ id: `e-${personId}`, personId, ...menteeData[at]! }) as Participant,
    ),
    mentors: mentorPersons.map((personId, at) => ({ id: `m-${personId}`, personId, ...mentorData[at]! }) as Mentor),
    blocked: blocked.map(([mentee, mentor]) => [`e-${mentee}`, `m-${mentor}`, 'conflict'] as const),
  }));
