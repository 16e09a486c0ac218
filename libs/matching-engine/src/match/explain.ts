import type { Policy } from '../policy/policy.ts';
import type { BuiltInRule } from '../scoring/built-in-rules.ts';
import { ScoreTable } from '../scoring/score-table.ts';
import { placesOf } from '../snapshot/places.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Possible } from './blocked-from.ts';
import { nameOf } from './blocked-from.ts';
import { BestFew } from './best-few.ts';
import type { Alternative, Explanation, PairExplanation, Rank } from './explanation.ts';
import { hardChecksOf, partsOf } from './parts.ts';
import type { MatchResult, Pair } from './result.ts';
import { Prices, whyNot } from './why-not.ts';

const ALLOWED_SHOWN = 3;
const FORBIDDEN_SHOWN = 2;

/** Explains the pairs of one result. Made once and asked often: it prepares the policy for everybody. */
export class Explainer {
  readonly #snapshot: Snapshot;
  readonly #policy: Policy;
  readonly #result: MatchResult;
  readonly #table: ScoreTable;
  readonly #menteeAt: ReadonlyMap<string, number>;
  readonly #mentorAt: ReadonlyMap<string, number>;
  readonly #pairOf: ReadonlyMap<string, Pair>;
  readonly #full: readonly boolean[];
  readonly #hasSecrets: boolean;
  readonly #of: number;
  readonly #prices: Prices;
  readonly #row: Int16Array;
  readonly #points: Int16Array;
  #mentorRanks: ReadonlyMap<string, Rank> | undefined;

  constructor(given: Snapshot, policy: Policy, result: MatchResult) {
    const snapshot = { ...given, mentees: byId(given.mentees), mentors: byId(given.mentors) };
    this.#snapshot = snapshot;
    this.#policy = policy;
    this.#result = result;
    this.#table = new ScoreTable(snapshot.mentees, snapshot.mentors, policy, snapshot.blocked);
    this.#menteeAt = new Map(snapshot.mentees.map(({ id }, at) => [id, at]));
    this.#mentorAt = new Map(snapshot.mentors.map(({ id }, at) => [id, at]));
    this.#pairOf = new Map(result.pairs.map((pair) => [pair.menteeId, pair]));
    const taken = Map.groupBy(
      [...result.pairs.map(({ mentorId }) => mentorId), ...(snapshot.fixedPairs ?? []).map(([, id]) => id)],
      (id) => id,
    );
    this.#full = snapshot.mentors.map((mentor) => (taken.get(mentor.id)?.length ?? 0) >= placesOf(mentor, policy));
    const open = this.#table.criteria.filter(({ criterion }) => criterion.sensitive !== true);
    this.#hasSecrets = open.length < this.#table.criteria.length;
    this.#of = open.reduce((sum, { share }) => sum + share, 0);
    this.#prices = new Prices(result);
    this.#row = new Int16Array(snapshot.mentors.length);
    this.#points = new Int16Array(snapshot.mentors.length);
  }

  /** The pair of a mentee, or why it has none; `undefined` for somebody whom the result says nothing about. */
  explain(menteeId: string): Explanation | undefined {
    const mentee = this.#menteeAt.get(menteeId);
    if (mentee === undefined) return undefined;
    this.#table.openScoresAndPoints(mentee, this.#row, this.#points);
    const pair = this.#pairOf.get(menteeId);
    if (pair !== undefined) return this.#explainPair(pair, mentee);
    const without = this.#result.unmatched.find(({ id, role }) => id === menteeId && role === 'mentee');
    if (without === undefined) return undefined;
    return { kind: 'unmatched', menteeId, reason: without.reason, alternatives: this.#alternatives(mentee, undefined) };
  }

  /** Every pair of the result, in its order. Faster than asking one by one: all ranks come from one pass over all pairs. */
  explainPairs(): PairExplanation[] {
    this.#mentorRanks ??= this.#ranksOfAll();
    return this.#result.pairs.flatMap(({ menteeId }) => {
      const explanation = this.explain(menteeId);
      return explanation?.kind === 'pair' ? [explanation] : [];
    });
  }

  #explainPair(pair: Pair, mentee: number): PairExplanation {
    const { menteeId, mentorId, openScore } = pair;
    const mentor = this.#mentorAt.get(mentorId)!;
    const builtIn: BuiltInRule[] = ['not-yourself', 'blocked-pair'];
    if (this.#policy.reportingLine !== false) builtIn.push('reporting-line');
    if (this.#policy.minimumScore !== undefined) builtIn.push('minimum-score');
    return {
      kind: 'pair',
      menteeId,
      mentorId,
      score: openScore,
      of: this.#of,
      parts: partsOf(this.#table, { mentee, mentor }),
      withheld: this.#hasSecrets,
      hardChecks: hardChecksOf(this.#table, { mentee, mentor }, builtIn),
      rank: {
        forMentee: rankAmong(this.#row, openScore),
        forMentor: this.#mentorRanks?.get(menteeId) ?? this.#rankForMentor({ mentee, mentor }),
      },
      alternatives: this.#alternatives(mentee, pair),
    };
  }

  #rankForMentor({ mentee, mentor }: Possible): Rank {
    const scores = this.#snapshot.mentees.map((_, other) => this.#table.openScoreIfAllowed(other, mentor));
    return rankAmong(scores, this.#table.openScore(mentee, mentor));
  }

  #ranksOfAll(): ReadonlyMap<string, Rank> {
    const ranks = this.#result.pairs.map(({ menteeId, mentorId, openScore }) => ({
      menteeId,
      mentor: this.#mentorAt.get(mentorId)!,
      openScore,
      rank: 1,
      of: 0,
    }));
    for (const mentee of this.#snapshot.mentees.keys()) {
      this.#table.openScores(mentee, this.#row);
      for (const one of ranks) {
        const score = this.#row[one.mentor]!;
        if (score >= 0) one.of += 1;
        if (score > one.openScore) one.rank += 1;
      }
    }
    return new Map(ranks.map(({ menteeId, rank, of }) => [menteeId, { rank, of }]));
  }

  /** The best mentors that somebody does not have: some that the rules allow, and some that they forbid. */
  #alternatives(mentee: number, pair: Pair | undefined): Alternative[] {
    const { mentors, mentees } = this.#snapshot;
    const points = this.#points;
    const allowed = new BestFew(points, ALLOWED_SHOWN);
    const forbidden = new BestFew(points, FORBIDDEN_SHOWN);
    for (const [mentor, { id, personId }] of mentors.entries()) {
      if (id === pair?.mentorId || personId === mentees[mentee]!.personId) continue;
      (this.#row[mentor]! < 0 ? forbidden : allowed).offer(mentor);
    }
    return [...allowed.found, ...forbidden.found].map((mentor) =>
      this.#alternative(mentee, mentor, pair, points[mentor]!),
    );
  }

  #alternative(mentee: number, mentor: number, pair: Pair | undefined, score: number): Alternative {
    const mentorId = this.#snapshot.mentors[mentor]!.id;
    const [rule] = this.#table.brokenRules(mentee, mentor);
    if (rule !== undefined) {
      const { rule: id, label } = nameOf(rule);
      return { mentorId, score, whyNot: { code: 'forbidden', text: `Forbidden: "${label}".`, rule: id } };
    }
    if (pair?.pinned === true) {
      return { mentorId, score, whyNot: { code: 'pinned', text: 'A coordinator decided the pair.' } };
    }
    const full = this.#table.score(mentee, mentor);
    const allowed = {
      menteeId: this.#snapshot.mentees[mentee]!.id,
      mentorId,
      score: full,
      less: pair === undefined ? undefined : pair.score - full,
      isFull: this.#full[mentor]!,
    };
    return { mentorId, score, whyNot: whyNot(this.#prices, allowed, this.#hasSecrets) };
  }
}

const rankAmong = (scores: ArrayLike<number> & Iterable<number>, own: number): Rank => {
  let rank = 1;
  let of = 0;
  for (const score of scores) {
    if (score >= 0) of += 1;
    if (score > own) rank += 1;
  }
  return { rank, of };
};

const byId = <Item extends { readonly id: string }>(items: readonly Item[]): Item[] =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : 1));

/** Why this mentee has this mentor, or none; `undefined` for somebody whom the result says nothing about. */
export const explain = (
  snapshot: Snapshot,
  policy: Policy,
  result: MatchResult,
  menteeId: string,
): Explanation | undefined => new Explainer(snapshot, policy, result).explain(menteeId);
