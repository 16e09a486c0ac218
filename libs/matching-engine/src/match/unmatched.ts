import type { Policy } from '../policy/policy.ts';
import { placesOf } from '../snapshot/places.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { blockedFrom, count } from './blocked-from.ts';
import type { OpenProblem } from './open-problem.ts';
import type { Pair, Unmatched, UnmatchedReason } from './result.ts';

/** Everybody who is in no pair, in the order of their ids, mentees first, each with the reason. */
export const unmatchedOf = (
  snapshot: Snapshot,
  policy: Policy,
  open: OpenProblem,
  pairs: readonly Pair[],
): Unmatched[] => {
  const placed = new Set(pairs.map(({ menteeId }) => menteeId));
  const busy = new Set([...pairs.map(({ mentorId }) => mentorId), ...(snapshot.fixedPairs ?? []).map(([, id]) => id)]);
  const offering = open.mentors.map((mentor) => placesOf(mentor, policy) > 0);
  const idleMentors = open.mentors.flatMap(({ id }, at) => (offering[at] === true && !busy.has(id) ? [at] : []));
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

const whyNoMentor = (open: OpenProblem, mentee: number, offering: readonly boolean[]): UnmatchedReason => {
  const row = new Int16Array(open.mentors.length);
  open.table.openScores(mentee, row);
  const mentors = open.mentors.map((_, at) => at).filter((at) => offering[at]);
  if (mentors.length === 0) return { code: 'no-mentors', text: 'There is no mentor who offers a place.' };
  const fitting = mentors.filter((at) => row[at]! >= 0);
  if (fitting.length === 0) {
    return blockedFrom(
      open.table,
      mentors.map((mentor) => ({ mentee, mentor })),
      'mentor',
    );
  }
  const mentorIds = fitting
    .sort((a, b) => row[b]! - row[a]! || (open.mentors[a]!.id < open.mentors[b]!.id ? -1 : 1))
    .map((at) => open.mentors[at]!.id);
  const fit = count(fitting.length, 'mentor');
  return {
    code: 'places-taken',
    text: `${fit} would fit, but no more people can be placed, and the best whole match gives their places to others.`,
    smallestChange: {
      kind: 'add-place',
      text: `One more place with ${fitting.length === 1 ? 'this mentor' : `one of these ${fit}`} would place one more person.`,
      opens: fitting.length,
      mentorIds: mentorIds.slice(0, 5),
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
