import type { Measure } from '@telemachy/contracts/goals';
import { z } from 'zod';
import { daysUntil } from './day.ts';

export const SmartLetter = z.enum(['S', 'M', 'A', 'R', 'T']);
export type SmartLetter = z.infer<typeof SmartLetter>;
/** One letter of SMART: whether the goal seems to meet it, and one sentence that helps. It never blocks anything. */
export const Advice = z.object({ letter: SmartLetter, met: z.boolean(), advice: z.string() }).readonly();
export type Advice = z.infer<typeof Advice>;

export type Advised = {
  readonly text: string;
  readonly measure: Measure;
  readonly dueOn: string;
  readonly setAt: string;
  readonly steps: readonly { readonly dueOn?: string | undefined; readonly doneAt?: string | undefined }[];
  readonly checkIns: readonly { readonly confidence: number }[];
};

const fewestWords = 6;
/** Verbs that name a wish rather than an act, when nothing observable follows. */
const vague = /^(?:to )?(?:improve|learn more|get better|be better|become better|understand|know more|work on|try)\b/i;
const purpose = /\b(?:so that|so i|so we|in order to|because|to be able to|for (?:my|our|the))\b/i;
const words = new Intl.Segmenter('en', { granularity: 'word' });
/** Looks no further into the text than it must. */
const hasWords = (text: string, count: number): boolean => {
  let found = 0;
  for (const { isWordLike } of words.segment(text)) {
    if (isWordLike) found += 1;
    if (found >= count) return true;
  }
  return false;
};

const specific = ({ text }: Advised): Advice => {
  const enough = hasWords(text, fewestWords);
  const letter = 'S';
  if (vague.test(text.trim())) {
    return {
      letter,
      met: false,
      advice: 'Name an act that others could see: "lead", "write", "present" rather than "improve".',
    };
  }
  return enough
    ? { letter, met: true, advice: 'It says what will be done.' }
    : {
        letter,
        met: false,
        advice: `Say what exactly, in ${fewestWords} words or more: do what, with whom, about what.`,
      };
};

const measurable = ({ measure, steps }: Advised): Advice => {
  const met = measure.kind === 'number' || steps.length >= 2 || hasWords(measure.evidence, 3);
  const advice = met
    ? 'Both of you will see whether it is done.'
    : 'Name the thing that will exist in the end, or add two steps.';
  return { letter: 'M', met, advice };
};

const attainable = ({ checkIns, steps, setAt, dueOn }: Advised): Advice => {
  const letter = 'A';
  const confidence = checkIns.at(-1)?.confidence;
  if (confidence !== undefined && confidence < 4) {
    return { letter, met: false, advice: 'You doubt it yourself: what would be a smaller first step?' };
  }
  const days = daysUntil(dueOn, setAt);
  if (days < 1)
    return { letter, met: false, advice: 'It is due on the day it was set: take longer, or make it smaller.' };
  if (steps.length === 0) return { letter, met: true, advice: 'There is time for it.' };
  const daysPerStep = days / steps.length;
  return daysPerStep >= 2
    ? { letter, met: true, advice: 'The time left is enough for its steps.' }
    : { letter, met: false, advice: 'Many steps for little time: drop some, or take longer.' };
};

const relevant = ({ text }: Advised): Advice =>
  purpose.test(text)
    ? { letter: 'R', met: true, advice: 'It says what it is good for.' }
    : { letter: 'R', met: false, advice: 'Add what it is good for: "… so that …".' };

/** What is to be said of a step's day beside the goal's; nothing where it fits. */
export const stepAdvice = (step: Advised['steps'][number], dueOn: string): readonly Advice[] =>
  step.doneAt === undefined && step.dueOn !== undefined && step.dueOn > dueOn
    ? [{ letter: 'T', met: false, advice: 'A step is due after the goal itself: bring it forward, or take longer.' }]
    : [];

const timeBound = ({ dueOn, setAt, steps }: Advised): Advice => {
  const [late] = steps.flatMap((step) => stepAdvice(step, dueOn));
  if (late !== undefined) return late;
  const days = daysUntil(dueOn, setAt);
  if (days < 1)
    return {
      letter: 'T',
      met: false,
      advice: 'It is due on the day it was set: choose a day that leaves time for it.',
    };
  if (days < 7) return { letter: 'T', met: false, advice: 'Less than a week is a task; a goal takes longer.' };
  return days > 366
    ? { letter: 'T', met: false, advice: 'More than a year away: set a first part of it for this mentorship.' }
    : { letter: 'T', met: true, advice: 'It has its day.' };
};

/**
 * Advice on a goal's words, letter by letter (Doran 1981, "There's a S.M.A.R.T. way to write management's goals and objectives"), by
 * plain rules on what is written, for English; the numbers are our defaults. For the two people of the mentorship only.
 */
export const smartAdvice = (goal: Advised): readonly Advice[] => [
  specific(goal),
  measurable(goal),
  attainable(goal),
  relevant(goal),
  timeBound(goal),
];
