import { LocalDate, Words } from '@telemachy/contracts';
import { Measure } from '@telemachy/contracts/goals';
import { z } from 'zod';

const [NumberMeasure, YesNoMeasure] = Measure.options;
/** As facts keep it; but what a caller sends and nobody reads is said, and not dropped. */
const AskedMeasure = z.discriminatedUnion('kind', [NumberMeasure.strict(), YesNoMeasure.strict()]);

/** What a goal says: its words, how progress is seen, and by when. */
export const GoalTerms = {
  text: Words.min(1).max(2000).describe('What is to be true in the end'),
  measure: AskedMeasure.refine((measure) => measure.kind !== 'number' || measure.from !== measure.to, {
    message: 'a measure leads somewhere: "to" differs from "from"',
    path: ['to'],
  }),
  dueOn: LocalDate.describe('The last day, wherever one is'),
};
