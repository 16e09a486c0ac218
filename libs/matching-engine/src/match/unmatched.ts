import type { Policy } from '../policy/policy.ts';
import { placesOf } from '../snapshot/places.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { BestFew } from './best-few.ts';
import { blockedFrom, count } from './blocked-from.ts';
import type { OpenProblem } from './open-problem.ts';
import type { Pair, Unmatched, UnmatchedReason } from './result.ts';

/** How many mentors are named whose place would help. */
const NAMED = 5;

/** Everybody who is in no pair, in the order of their ids, mentees first, each with the reason. */
export const unmatchedOf = (
  snapshot: Snapshot,
  policy: Policy,
  open: OpenProblem,
  pairs: readonly Pair[],
): Unmatched[] => {
  const placed = new Set(pairs.map(({ menteeId }) => menteeId));
  const busy = new Set([...pairs.map(({ mentorId }) => mentorId), ...(snapshot.fixedPairs ?? []).map(([, id]) => id)]);
  const offering = [...open.mentors.keys()]
    .filter((at) => placesOf(open.mentors[at]!, policy) > 0)
    .sort((a, b) => (open.mentors[a]!.id < open.mentors[b]!.id ? -1 : 1));
  const idleMentors = offering.filter((at) => !busy.has(open.mentors[at]!.id));
  const wanted = mentorsThatFitSomebody(open, idleMentors);
  return [
    ...byId(
      open.mentees.flatMap(({ id }, mentee): Unmatched[] =>
        placed.has(id) ? [] : [{ id, role: 'mentee', reason: whyNoMentor(open, mentee, offering) }],
      ),
    ),
    ...byId(
      idleMentors.map((mentor): Unmatched => {
        const { id } = open.mentors[mentor]!;
        return { id, role: 'mentor', reason: whyNoMentee(open, mentor, wanted.has(mentor)) };
      }),
    ),
  ];
};

const whyNoMentor = (open: OpenProblem, mentee: number, offering: readonly number[]): UnmatchedReason => {
  if (offering.length === 0) return { code: 'no-mentors', text: 'There is no mentor who offers a place.' };
  const row = new Int16Array(open.mentors.length);
  open.table.openScores(mentee, row);
  const best = new BestFew(row, NAMED);
  let fitting = 0;
  for (const mentor of offering) {
    if (row[mentor]! < 0) continue;
    fitting += 1;
    best.offer(mentor);
  }
  if (fitting === 0) {
    return blockedFrom(
      open.table,
      offering.map((mentor) => ({ mentee, mentor })),
      'mentor',
    );
  }
  const fit = count(fitting, 'mentor');
  return {
    code: 'places-taken',
    text: `${fit} would fit, but no more people can be placed, and the best whole match gives their places to others.`,
    smallestChange: {
      kind: 'add-place',
      text: `One more place with ${fitting === 1 ? 'this mentor' : `one of these ${fit}`} would place one more person.`,
      opens: fitting,
      mentorIds: best.found.map((mentor) => open.mentors[mentor]!.id),
    },
  };
};

const whyNoMentee = (open: OpenProblem, mentor: number, fitsSomebody: boolean): UnmatchedReason => {
  if (open.mentees.length === 0) return { code: 'no-mentees', text: 'There is no mentee without a mentor.' };
  if (fitsSomebody) {
    return {
      code: 'nobody-left',
      text: 'Every mentee who fits has found another mentor: there are more places than people.',
    };
  }
  return blockedFrom(
    open.table,
    open.mentees.map((_, mentee) => ({ mentee, mentor })),
    'mentee',
  );
};

/** Of some mentors those that at least one open mentee could have; looks at as few mentees as that takes. */
const mentorsThatFitSomebody = (open: OpenProblem, mentors: readonly number[]): ReadonlySet<number> => {
  const row = new Int16Array(open.mentors.length);
  const found = new Set<number>();
  for (let mentee = 0; mentee < open.mentees.length && found.size < mentors.length; mentee += 1) {
    open.table.openScores(mentee, row);
    for (const mentor of mentors) if (row[mentor]! >= 0) found.add(mentor);
  }
  return found;
};

const byId = (people: Unmatched[]): Unmatched[] => people.sort((a, b) => (a.id < b.id ? -1 : 1));
