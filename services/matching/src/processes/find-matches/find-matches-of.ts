import type { MatchRunId } from '@telemachy/contracts';
import type { Dispatch } from '@telemachy/processes';
import { askEngine } from '../../matching/ask-engine.ts';
import { placed } from '../../matching/people-free.ts';
import { openHashesOf } from '../../matching/open-hashes.ts';
import { readSnapshot } from '../../matching/read-snapshot.ts';
import type { Found } from '../../matching/solve-run.ts';
import { failing, faultOf } from './failing.ts';
import { commandRun, inParts, pairOf, policyOf, proved, unmatchedPerson, type RunParts } from './run-parts.ts';

/** A fact stays far below the 1 MiB of a commit. */
const atOnce = 200;

type Step = ReturnType<typeof commandRun>;

/** What the run found, part by part, and that it is complete. */
const record = async (
  step: Step,
  found: Found,
  { at, ...shown }: { withheld: boolean; openResultHash: string; at: string },
): Promise<void> => {
  const pairs = placed(found.pairs.map(pairOf), []);
  for (const [part, some] of inParts(pairs, atOnce).entries()) {
    await step(`pairs/${part}`, { type: 'record-pairs', part, pairs: some });
  }
  const unmatched = found.unmatched.map(unmatchedPerson);
  for (const [part, some] of inParts(unmatched, atOnce).entries()) {
    await step(`unmatched/${part}`, { type: 'record-unmatched', part, unmatched: some });
  }
  const { matched, total, openTotal, gap, resultHash } = found;
  const result = { matched, total, openTotal, gap, certificateChecked: true, resultHash, ...shown };
  await step('complete', { type: 'complete-run', ...result, at });
};

/** Computes a requested run: reads who takes part, asks the engine, has the proof checked, records what was found. A crash costs the computation. */
export const findMatchesOf = (parts: RunParts): Dispatch<{ readonly matchRunId: MatchRunId }> => {
  const fail = failing(parts);
  return async ({ matchRunId }, identity, meta, tenant) => {
    const { state: run } = await parts.handlers.matchRuns.load(tenant, matchRunId);
    if (run.status !== 'running') return { outcome: 'done' };
    const step = commandRun(parts, { tenant, matchRunId, identity, meta });
    const at = parts.now();
    try {
      const policy = await policyOf(parts, tenant, run);
      await parts.caughtUp();
      const { whole, open } = await readSnapshot(parts, { tenant, operation: 'find-matches' }, run.cohortId);
      const question = { snapshot: whole, policy, seed: run.seed };
      const answered = proved(await askEngine({ kind: 'match', ...question }));
      const keyed = (hash: string): string => parts.fingerprint(tenant, hash);
      const hashes = openHashesOf({ ...question, snapshot: open }, answered);
      const [openSnapshotHash, openResultHash] = [keyed(hashes.snapshotHash), keyed(hashes.resultHash)];
      const people = { mentors: whole.mentors.length, mentees: whole.mentees.length };
      const snapshotHash = keyed(answered.snapshotHash);
      const refusal = await step('snapshot', { type: 'take-snapshot', snapshotHash, openSnapshotHash, ...people, at });
      if (refusal === 'snapshot-changed') return await fail({ matchRunId }, refusal, { tenant, identity, meta });
      if (refusal !== undefined) return { outcome: 'refused', refusal };
      const withheld = policy.criteria.some(({ sensitive }) => sensitive === true);
      const found = { ...answered, resultHash: keyed(answered.resultHash) };
      await record(step, found, { withheld, openResultHash, at });
      return { outcome: 'done' };
    } catch (error) {
      const fault = faultOf(error);
      if (fault === undefined) throw error;
      return fail({ matchRunId }, fault, { tenant, identity, meta });
    }
  };
};
