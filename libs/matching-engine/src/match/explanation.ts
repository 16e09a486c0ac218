import type { UnmatchedReason } from './result.ts';

/** One criterion's share of a score, or the part "other wishes" that several open criteria share. */
export type Part = {
  /** The criterion's id, or `other-wishes`. */
  readonly criterion: string;
  readonly label: string;
  readonly points: number;
  /** The most it could give. */
  readonly of: number;
  /** Sentences with both people's values; none for "other wishes". */
  readonly evidence: readonly string[];
  /** Which attributes the evidence quotes, so that the caller can hide what one side may not see of the other. */
  readonly attributes: { readonly mentee?: string; readonly mentor?: string };
};

export type HardCheck = {
  readonly rule: string;
  readonly label: string;
  /** `false` only for a pair that a coordinator has pinned against the rule. */
  readonly kept: boolean;
  readonly evidence: readonly string[];
};

/** 1 is the best; people with equal scores have the same rank. Counted among those whom the rules allow, without sensitive criteria. */
export type Rank = { readonly rank: number; readonly of: number };

export type Alternative = {
  readonly mentorId: string;
  readonly score: number;
  readonly whyNot: {
    readonly code: 'forbidden' | 'full' | 'less' | 'drawn' | 'pinned';
    readonly text: string;
    /** The rule that forbids it. */
    readonly rule?: string;
  };
};

/**
 * Why these two. A function of what may be shown alone: with other values of sensitive attributes and the same pairs it is the same, to the byte.
 */
export type PairExplanation = {
  readonly kind: 'pair';
  readonly menteeId: string;
  readonly mentorId: string;
  /** The pair's `openScore`: exactly the sum of the parts. */
  readonly score: number;
  readonly of: number;
  readonly parts: readonly Part[];
  /** The match also counted wishes that are never shown. The same for every pair of a policy. */
  readonly withheld: boolean;
  readonly hardChecks: readonly HardCheck[];
  readonly rank: { readonly forMentee: Rank; readonly forMentor: Rank };
  readonly alternatives: readonly Alternative[];
};

/** Why nobody. */
export type UnmatchedExplanation = {
  readonly kind: 'unmatched';
  readonly menteeId: string;
  readonly reason: UnmatchedReason;
  readonly alternatives: readonly Alternative[];
};

export type Explanation = PairExplanation | UnmatchedExplanation;
