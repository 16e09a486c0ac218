export { contentHash } from './hashing/content-hash.ts';
export { snapshotHash } from './hashing/snapshot-hash.ts';
export { explain, Explainer } from './match/explain.ts';
export type {
  Alternative,
  Explanation,
  HardCheck,
  PairExplanation,
  Part,
  Rank,
  UnmatchedExplanation,
} from './match/explanation.ts';
export { rematch } from './match/rematch.ts';
export type { Change, Rematch } from './match/rematch.ts';
export type { Certificate, MatchResult, Pair, Unmatched, UnmatchedReason } from './match/result.ts';
export type { ScoredPairs } from './match/scored-pairs.ts';
export { solvePairs } from './match/solve-pairs.ts';
export type { Mode, PairsResult } from './match/solve-pairs.ts';
export { SnapshotError, solve, solveInSteps } from './match/solve.ts';
export type { SolveOptions } from './match/solve.ts';
export { verifyCertificate } from './match/verify.ts';
export { verifyPairs } from './match/verify-floor.ts';
export type { Verdict } from './match/verify.ts';
export type { Fault } from './policy/fault.ts';
export { parsePolicy } from './policy/parse-policy.ts';
export type { ParsedPolicy } from './policy/parse-policy.ts';
export { Policy } from './policy/policy.ts';
export type { Criterion, Importance } from './policy/policy.ts';
export { policyAdvice } from './policy/policy-advice.ts';
export type { KnownAttributes } from './policy/policy-advice.ts';
export { snapshotFaults } from './snapshot/snapshot-faults.ts';
export type { AttributeValue, Mentor, Participant, Snapshot } from './snapshot/snapshot.ts';
export type { Progress } from './solver/optimum.ts';
