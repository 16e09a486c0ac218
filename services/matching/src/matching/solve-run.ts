import {
  Explainer,
  rematch,
  solve,
  verifyCertificate,
  type Change,
  type Explanation,
  type MatchResult,
  type Part,
  type Policy,
  type Snapshot,
} from '@telemachy/matching-engine';

export type Couple = { readonly menteeId: string; readonly mentorId: string };
/** Something the engine is asked; all of it plain data, so that it can be asked in another thread. */
export type Question = { readonly snapshot: Snapshot; readonly policy: Policy; readonly seed: string } & (
  | { readonly kind: 'match' }
  /** `pairs` hold or held; `change` says which of them do no more. */
  | { readonly kind: 'rematch'; readonly pairs: readonly Couple[]; readonly change: Change }
  | { readonly kind: 'explain'; readonly menteeId: string }
);

export type FoundPair = Couple & {
  readonly score: number;
  readonly parts: readonly Omit<Part, 'evidence' | 'attributes'>[];
};
export type Found = Pick<
  MatchResult,
  'matched' | 'total' | 'openTotal' | 'unmatched' | 'snapshotHash' | 'resultHash'
> & {
  readonly pairs: readonly FoundPair[];
  readonly gap: number;
  /** What the independent check found wrong with the proof; empty for a proved optimum. */
  readonly faults: readonly string[];
};
/** `resultHash` tells whether it is the run's own result that was explained. */
export type Explained = { readonly explanation: Explanation | undefined; readonly resultHash: string };
export type Reply<Asked extends Question> = Asked extends { readonly kind: 'explain' } ? Explained : Found;

const foundIn = (snapshot: Snapshot, policy: Policy, result: MatchResult): Found => {
  const { holds, faults } = verifyCertificate(snapshot, policy, result);
  const { matched, total, openTotal, unmatched, snapshotHash, resultHash, certificate } = result;
  const explained = new Explainer(snapshot, policy, result).explainPairs();
  return {
    pairs: explained.map(({ menteeId, mentorId, score, parts }) => ({
      menteeId,
      mentorId,
      score,
      parts: parts.map(({ criterion, label, points, of }) => ({ criterion, label, points, of })),
    })),
    matched,
    total,
    openTotal,
    unmatched,
    snapshotHash,
    resultHash,
    gap: certificate.gap,
    faults: holds || faults.length > 0 ? faults : ['the proof does not hold'],
  };
};

/** Asks the engine, here and now; a pure function of the question. @throws SnapshotError */
export const answerTo = <Asked extends Question>(asked: Asked): Reply<Asked> => {
  const question: Question = asked;
  const { snapshot, policy, seed } = question;
  const reply = (): Found | Explained => {
    switch (question.kind) {
      case 'match':
        return foundIn(snapshot, policy, solve(snapshot, policy, { seed }));
      case 'rematch': {
        const again = rematch(snapshot, policy, question.pairs, { change: question.change, seed });
        return foundIn(again.snapshot, policy, again.result);
      }
      case 'explain': {
        const result = solve(snapshot, policy, { seed });
        const explanation = new Explainer(snapshot, policy, result).explain(question.menteeId);
        return { explanation, resultHash: result.resultHash };
      }
    }
  };
  return reply() as Reply<Asked>;
};
