/** A text, a number, or a list. An empty text or list is a missing value. */
export type AttributeValue = string | number | readonly string[];

/** Somebody who wants to be matched, in one role. */
export type Participant = {
  readonly id: string;
  /** The same in both roles, so that nobody is matched with oneself. */
  readonly personId: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Ids of the persons above, the nearest first, as far as they are known; the engine completes it through the lines of others. */
  readonly line?: readonly string[];
};

export type Mentor = Participant & {
  /** How many mentees at most; what the policy says where it is missing. */
  readonly capacity?: number;
};

/** Everything that a match run looks at. The order of people does not matter. */
export type Snapshot = {
  readonly mentees: readonly Participant[];
  readonly mentors: readonly Mentor[];
  /** Pairs that must never be made: mentee, mentor, reason (a code; not shown to the pair). People who are not in the snapshot are ignored. */
  readonly blocked?: readonly (readonly [menteeId: string, mentorId: string, reason: string])[];
  /** Pairs that a coordinator has decided; they are part of the result, even against a criterion. */
  readonly pinned?: readonly (readonly [menteeId: string, mentorId: string])[];
  /** Pairs that exist already: they take a place, their mentee is not looked at, and they are not part of the result. */
  readonly fixedPairs?: readonly (readonly [menteeId: string, mentorId: string])[];
};
