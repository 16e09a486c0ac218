import type { MatchRunId, PersonId } from '@telemachy/contracts';
import { snapshotHash, type Explanation } from '@telemachy/matching-engine';
import { notFound, occasionOf, Problem, type Access } from '@telemachy/service-shell';
import { askEngine } from '../../matching/ask-engine.ts';
import { readSnapshot } from '../../matching/read-snapshot.ts';
import { policyOf, type RunParts } from '../../processes/find-matches/run-parts.ts';
import { matchRunRefusals } from '../../features/refusals.ts';

/** Why a mentee has this mentor, or none. @throws Problem 404, 409 */
export type ExplainMatch = (
  access: Pick<Access, 'caller' | 'operation'>,
  matchRunId: MatchRunId,
  menteeId: PersonId,
) => Promise<Explanation>;

/**
 * Explains a run by computing it once more from its snapshot, policy and seed: what people answered need not be kept in explanations then. The hash of the
 * whole result, which is shown nowhere, tells whether it still is the same run.
 */
export const explainMatch =
  ({
    handlers,
    models,
    words,
    fingerprint,
  }: Pick<RunParts, 'handlers' | 'models' | 'words' | 'fingerprint'>): ExplainMatch =>
  async (access, matchRunId, menteeId) => {
    const { tenant } = access.caller;
    const { state: run } = await handlers.matchRuns.load(tenant, matchRunId);
    if (run.status === 'none') throw notFound();
    if (run.resultHash === undefined) {
      throw new Problem(409, 'run-not-completed', matchRunRefusals['run-not-completed'].detail);
    }
    const policy = await policyOf({ handlers }, tenant, run);
    const { whole, open } = await readSnapshot({ models, words }, occasionOf(access), run.cohortId);
    const changed = (): Problem => new Problem(409, 'snapshot-changed', matchRunRefusals['snapshot-changed'].detail);
    // First: where HR changed a fact that a sensitive answer stands before, the result alone would tell that there is such an answer.
    const openSnapshotHash = fingerprint(tenant, snapshotHash(open));
    if ((run.openSnapshotHash ?? openSnapshotHash) !== openSnapshotHash) throw changed();
    const { explanation, resultHash } = await askEngine({
      kind: 'explain',
      snapshot: whole,
      policy,
      seed: run.seed,
      menteeId,
    });
    if (fingerprint(tenant, resultHash) !== run.resultHash) throw changed();
    if (explanation === undefined) throw notFound();
    return explanation;
  };
