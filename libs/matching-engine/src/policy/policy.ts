import { z } from 'zod';

const Word = z.string().trim().min(1).max(100);
const Id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and single hyphens');

export const Importance = z
  .union([z.literal('must'), z.literal('must-not'), z.int().min(1).max(10)], {
    error: 'expected must, must-not, or a whole number from 1 to 10',
  })
  .describe('A rule that every pair must keep, a rule that no pair may meet, or a wish with a weight');
export type Importance = z.infer<typeof Importance>;

const everyCriterion = {
  id: Id,
  label: Word.describe('What people read, for example "Same profession"'),
  importance: Importance,
  // See the README, "Sensitive criteria".
  sensitive: z.boolean().optional().describe('Its values and points are never shown to anybody, in no view'),
  shownAs: z
    .enum(['own-part', 'other-wishes'])
    .optional()
    .describe(
      'Where its points are shown: as a part of its own (the default), or inside "other wishes" without evidence',
    ),
  appliesIf: z
    .strictObject({ side: z.enum(['mentee', 'mentor']), attribute: Word, equals: z.array(Word).min(1) })
    .optional()
    .describe(
      'It counts only for people of one side whose attribute has one of these values; for all others it is met',
    ),
  whenMissing: z
    .enum(['met', 'unmet'])
    .optional()
    .describe(
      'What holds where one of the two has no value: a must is not kept, a wish gives no points, unless this is met',
    ),
};

const bothSides = {
  attribute: Word.optional().describe('What is looked at, when both sides call it the same'),
  menteeAttribute: Word.optional(),
  mentorAttribute: Word.optional(),
};

const Same = z
  .strictObject({ ...everyCriterion, ...bothSides, kind: z.literal('same') })
  .describe('The two have a value in common (texts are compared without regard to case and outer spaces)');

const Different = z
  .strictObject({ ...everyCriterion, ...bothSides, kind: z.literal('different') })
  .describe('The two have no value in common');

const AtLeast = z.int().min(1).max(100);
/** Far beyond any ladder, near enough that sums of them stay exact. */
const Steps = z.int().min(-1_000_000).max(1_000_000);

const Overlap = z
  .strictObject({
    ...everyCriterion,
    ...bothSides,
    kind: z.literal('overlap'),
    measure: z.enum(['share-of-wishes', 'jaccard']),
    atLeast: AtLeast.optional(),
  })
  .describe(
    "Two lists: share-of-wishes is what is common by the mentee's, jaccard what is common by all that either has. As a must: at least atLeast in common (1)",
  );

const OfferedCoversWanted = z
  .strictObject({
    ...everyCriterion,
    ...bothSides,
    kind: z.literal('offered-covers-wanted'),
    levels: z.boolean().optional(),
    atLeast: AtLeast.optional(),
  })
  .describe(
    'The share of what the mentee wants that the mentor offers. With levels, items read "Kafka:2" ("Kafka" alone is level 1): wanted is the least level, and an offer below it counts in proportion. As a must: at least atLeast of the wants fully covered (1)',
  );

const LevelGap = z
  .strictObject({
    ...everyCriterion,
    ...bothSides,
    kind: z.literal('level-gap'),
    ladder: Word.optional(),
    minSteps: Steps,
    maxSteps: Steps,
    bestSteps: Steps.optional(),
  })
  .describe(
    'How many steps the mentor stands above the mentee, on a ladder of the policy or between two numbers. From minSteps to maxSteps it is met; as a wish with bestSteps the points fall evenly from there to nothing one step outside',
  );

const ListMembership = z
  .strictObject({
    ...everyCriterion,
    kind: z.literal('list-membership'),
    side: z.enum(['mentee', 'mentor']),
    attribute: Word,
    values: z.array(Word).min(1),
  })
  .describe("One side's attribute is one of these values");

export const Criterion = z.discriminatedUnion('kind', [
  Same,
  Different,
  Overlap,
  OfferedCoversWanted,
  LevelGap,
  ListMembership,
]);
export type Criterion = z.infer<typeof Criterion>;

/**
 * What a good match is, as data. Always in force besides the criteria: a mentor's capacity, nobody is matched with oneself, blocked pairs;
 * and, unless switched off, nobody is matched with somebody in the same reporting line.
 */
export const Policy = z.strictObject({
  name: Word.optional(),
  ladders: z
    .record(Word, z.array(Word).min(2).max(200))
    .optional()
    .describe('Ordered values, lowest first: { "grade": ["AA", "AO", "EO"] }'),
  criteria: z.array(Criterion).max(100),
  defaultCapacity: z
    .int()
    .min(0)
    .max(1000)
    .optional()
    .describe('How many mentees a mentor takes where nothing else says so; 1'),
  reportingLine: z.boolean().optional().describe('false allows pairs within one reporting line'),
  minimumScore: z
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .describe('Pairs below this many points, of those that are shown, are not made; all wishes met are 10,000'),
});
export type Policy = z.infer<typeof Policy>;

/** The attributes that a criterion looks at on each side, those of its condition included. */
export const attributesOf = (
  criterion: Criterion,
): { readonly mentee: readonly string[]; readonly mentor: readonly string[] } => {
  const read = comparedAttributes(criterion);
  const asked = criterion.appliesIf;
  return {
    mentee: [read.mentee, asked?.side === 'mentee' ? asked.attribute : undefined].filter((name) => name !== undefined),
    mentor: [read.mentor, asked?.side === 'mentor' ? asked.attribute : undefined].filter((name) => name !== undefined),
  };
};

/** The attribute of each side whose values are compared; a list membership has one side only. */
export const comparedAttributes = (criterion: Criterion): { readonly mentee?: string; readonly mentor?: string } => {
  if (criterion.kind === 'list-membership') {
    return criterion.side === 'mentee' ? { mentee: criterion.attribute } : { mentor: criterion.attribute };
  }
  const mentee = criterion.menteeAttribute ?? criterion.attribute;
  const mentor = criterion.mentorAttribute ?? criterion.attribute;
  return { ...(mentee === undefined ? {} : { mentee }), ...(mentor === undefined ? {} : { mentor }) };
};
