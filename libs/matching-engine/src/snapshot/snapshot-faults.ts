import type { Fault } from '../policy/fault.ts';
import type { Policy } from '../policy/policy.ts';
import { placesOf } from './places.ts';
import type { Participant, Snapshot } from './snapshot.ts';

/** What is wrong with a snapshot; empty when it can be matched. Blocked and fixed pairs may name people who are not in it. */
export const snapshotFaults = (snapshot: Snapshot, policy: Policy): Fault[] => [
  ...twice(snapshot.mentees, 'mentees', 'id'),
  ...twice(snapshot.mentees, 'mentees', 'personId'),
  ...twice(snapshot.mentors, 'mentors', 'id'),
  ...twice(snapshot.mentors, 'mentors', 'personId'),
  ...capacityFaults(snapshot),
  ...pinFaults(snapshot, policy),
];

const twice = (people: readonly Participant[], side: string, key: 'id' | 'personId'): Fault[] => {
  const first = new Map<string, number>();
  return people.flatMap((person, at) => {
    const earlier = first.get(person[key]);
    if (earlier === undefined) first.set(person[key], at);
    return earlier === undefined
      ? []
      : [
          {
            path: `${side}[${at}].${key}`,
            rule: 'everybody-once',
            message: `The same ${key} stands at ${side}[${earlier}].`,
            remedy: 'Name everybody once per role.',
          },
        ];
  });
};

const capacityFaults = (snapshot: Snapshot): Fault[] =>
  snapshot.mentors.flatMap(({ capacity }, at) =>
    capacity === undefined || (Number.isSafeInteger(capacity) && capacity >= 0)
      ? []
      : [
          {
            path: `mentors[${at}].capacity`,
            rule: 'capacity',
            message: `${capacity} is not a number of mentees.`,
            remedy: 'Use a whole number from 0, or leave it out.',
          },
        ],
  );

const pinFaults = (snapshot: Snapshot, policy: Policy): Fault[] => {
  const { pinned = [], fixedPairs = [], blocked = [] } = snapshot;
  const mentees = new Map(snapshot.mentees.map((mentee) => [mentee.id, mentee]));
  const mentors = new Map(snapshot.mentors.map((mentor) => [mentor.id, mentor]));
  const taken = new Map<string, number>();
  for (const [, mentorId] of fixedPairs) taken.set(mentorId, (taken.get(mentorId) ?? 0) + 1);
  const paired = new Set(fixedPairs.map(([menteeId]) => menteeId));
  return pinned.flatMap(([menteeId, mentorId], at) => {
    const fault = (message: string, remedy: string): Fault[] => [
      { path: `pinned[${at}]`, rule: 'pinned', message, remedy },
    ];
    const mentee = mentees.get(menteeId);
    const mentor = mentors.get(mentorId);
    if (mentee === undefined || mentor === undefined) {
      return fault('One of the two is not in the snapshot.', 'Remove the pin.');
    }
    if (mentee.personId === mentor.personId) return fault('Nobody mentors oneself.', 'Remove the pin.');
    if (blocked.some(([one, other]) => one === menteeId && other === mentorId)) {
      return fault('The pair is blocked.', 'Remove the pin or the block.');
    }
    if (paired.has(menteeId)) return fault('The mentee has another mentor already.', 'Keep one of the two pairs.');
    paired.add(menteeId);
    taken.set(mentorId, (taken.get(mentorId) ?? 0) + 1);
    return (taken.get(mentorId) ?? 0) > placesOf(mentor, policy)
      ? fault('The mentor has no place left.', 'Raise the capacity or remove a pin.')
      : [];
  });
};
