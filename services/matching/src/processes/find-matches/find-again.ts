import type { MatchRunId, MentorshipId, PersonId } from '@telemachy/contracts';
import type { UnmatchedPerson } from '@telemachy/contracts/matching';
import type { Dispatch } from '@telemachy/processes';
import { askEngine } from '../../matching/ask-engine.ts';
import { placed, snapshotForRematch, standingOf, type Standing } from '../../matching/people-free.ts';
import { everyOne, readSnapshot } from '../../matching/read-snapshot.ts';
import type { RequestedRun } from '../../domain/match-run-commands.ts';
import type { Found } from '../../matching/solve-run.ts';
import type { MentorshipDocument } from '../../read-models/mentorships/mentorships.projection.ts';
import { mentorshipIdOf } from '../../streams.ts';
import { failing, faultOf } from './failing.ts';
import { commandRun, pairOf, policyOf, proved, unmatchedPerson, type RunParts } from './run-parts.ts';

type Freed = { readonly mentorId: PersonId; readonly menteeId: PersonId };

/** Those of the two who have nobody now and would want somebody. */
const stillWithout = (found: Found, { mentorId, menteeId }: Freed, { leftInPeace }: Standing): UnmatchedPerson[] =>
  found.unmatched
    .filter(
      ({ id, role }) => id === (role === 'mentor' ? mentorId : menteeId) && !leftInPeace[role].has(id as PersonId),
    )
    .map(unmatchedPerson);

type Freeing = { readonly matchRunId: MatchRunId; readonly mentorshipId: MentorshipId };

/** Who is free now, what the engine makes of them, and who of the two this is for stays without. */
const lookAgain = async (parts: RunParts, tenant: string, run: RequestedRun, mentorshipId: MentorshipId) => {
  const policy = await policyOf(parts, tenant, run);
  await parts.caughtUp();
  const became: MentorshipDocument[] = [];
  for await (const one of everyOne(parts.models.mentorships, tenant, { cohortId: run.cohortId })) became.push(one);
  const standing = standingOf(run.pairs, became);
  const { whole } = await readSnapshot(parts, { tenant, operation: 'find-again' }, run.cohortId);
  const gone = { mentees: [...standing.leftInPeace.mentee] };
  const found = proved(
    await askEngine({
      kind: 'rematch',
      snapshot: snapshotForRematch(whole, standing),
      policy,
      seed: run.seed,
      pairs: [...standing.holding, ...standing.over],
      change: { declined: standing.over, gone },
    }),
  );
  const freed = run.pairs.find((pair) => mentorshipIdOf(run.cohortId, pair) === mentorshipId);
  return {
    pairs: placed(found.pairs.map(pairOf), standing.holding),
    unmatched: freed === undefined ? [] : stillWithout(found, freed, standing),
  };
};

/**
 * Finds matches for whoever is free after a mentorship came to nothing, in the places that are free: nobody else is moved, and no pair that came to
 * nothing is made again. Requests of one run are worked off one after another; each reads the pairs that the one before recorded from the run's own stream.
 */
export const findAgain = (parts: RunParts): Dispatch<Freeing> => {
  const fail = failing(parts);
  return async ({ matchRunId, mentorshipId }, identity, meta, tenant) => {
    const { state: run } = await parts.handlers.matchRuns.load(tenant, matchRunId);
    const asked = run.status === 'none' ? undefined : run.rematches[mentorshipId];
    if (run.status === 'none' || asked === undefined || asked === 'done') return { outcome: 'done' };
    try {
      const { pairs, unmatched } = await lookAgain(parts, tenant, run, mentorshipId);
      const refusal = await commandRun(parts, { tenant, matchRunId, identity, meta })('rematch', {
        type: 'record-rematch',
        mentorshipId,
        pairs,
        unmatched,
        at: parts.now(),
      });
      return refusal === undefined ? { outcome: 'done' } : { outcome: 'refused', refusal };
    } catch (error) {
      const fault = faultOf(error);
      if (fault === undefined) throw error;
      return fail({ matchRunId, mentorshipId }, fault, { tenant, identity, meta });
    }
  };
};
