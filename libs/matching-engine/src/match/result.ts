/** A mentee and a mentor whom the run brings together. */
export type Pair = {
  readonly menteeId: string;
  readonly mentorId: string;
  /** 0 to 10,000, as the match counted it. Holds the points of sensitive criteria: never show it where the policy has any. */
  readonly score: number;
  /** The score without sensitive criteria: the one to show. */
  readonly openScore: number;
  /** A coordinator's decision, not the engine's. */
  readonly pinned?: true;
};

/**
 * The proof that no other assignment is better (linear programming duality): a price per mentor and a gain per mentee such that no pair is worth
 * more than the two together, and all of them add up to exactly what the pairs are worth. Values are in units of `scale`.
 */
export type Certificate = {
  readonly mode: 'optimum';
  /** Pairs that the engine chose (pinned ones are not among them), and their total score. */
  readonly matched: number;
  readonly total: number;
  readonly scale: { readonly lots: number; readonly point: number; readonly place: number };
  readonly duals: {
    /** Mentors with a price above 0. */
    readonly mentors: readonly (readonly [mentorId: string, price: number])[];
    /** Mentees with a gain above 0. */
    readonly mentees: readonly (readonly [menteeId: string, gain: number])[];
  };
  /** Sum of the duals less the value of the assignment. */
  readonly gap: 0;
};

/** Why somebody has nobody, and what would change it. Never mentions a sensitive criterion. */
export type UnmatchedReason = {
  readonly code: 'no-mentors' | 'no-mentees' | 'rules-leave-nobody' | 'places-taken' | 'nobody-left';
  readonly text: string;
  /** The criterion's id, or the name of a built-in rule. */
  readonly blockingRule?: { readonly rule: string; readonly label: string };
  readonly smallestChange?: {
    readonly kind: 'add-place' | 'drop-rule' | 'drop-rules' | 'fill-in' | 'lower-minimum' | 'widen-gap';
    readonly text: string;
    /** How many people would be possible then. */
    readonly opens: number;
    /** With whom a place would help; the best fitting first, five at most. */
    readonly mentorIds?: readonly string[];
  };
};

export type Unmatched = { readonly id: string; readonly role: 'mentee' | 'mentor'; readonly reason: UnmatchedReason };

export type MatchResult = {
  readonly mode: 'optimum';
  readonly seed: string;
  /** In the order of the mentees' ids. */
  readonly pairs: readonly Pair[];
  /** Mentees first; mentors who have no mentee at all although they have a place. */
  readonly unmatched: readonly Unmatched[];
  readonly matched: number;
  /** Sum of `score` over all pairs: what the optimum maximizes. */
  readonly total: number;
  /** Sum of `openScore`. */
  readonly openTotal: number;
  readonly certificate: Certificate;
  readonly snapshotHash: string;
  readonly policyHash: string;
  /** SHA-256 over everything above. */
  readonly resultHash: string;
};
