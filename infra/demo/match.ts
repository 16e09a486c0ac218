import type { Actor } from './http.ts';
import { all, ifThere, until } from './http.ts';

export type MatchRun = {
  readonly id: string;
  readonly state: 'running' | 'completed' | 'failed' | 'published';
  readonly matched: number;
  readonly total: number;
  readonly gap: number;
  readonly optimal: boolean;
};
type Part = { readonly label?: string; readonly criterion: string; readonly points: number };
type Pair = {
  readonly mentorId: string;
  readonly menteeId: string;
  readonly mentor: string;
  readonly mentee: string;
  readonly score: number;
  readonly parts: readonly Part[];
};
export type Unmatched = {
  readonly personId: string;
  readonly name?: string;
  readonly role: string;
  readonly code: string;
  readonly text?: string;
};

const addsUp = (pair: Pair): boolean => pair.parts.reduce((sum, part) => sum + part.points, 0) === pair.score;

/** Runs the match, shows why for three pairs and two unmatched people, and publishes. */
export const match = async (
  coordinator: Actor,
  cohortId: string,
  told: (line: string) => void,
): Promise<{ run: MatchRun; unmatched: readonly Unmatched[]; addsUp: boolean }> => {
  const requested = await coordinator.send<{ id: string }>('matching', 'POST', `/v1/cohorts/${cohortId}/run-matching`, {
    seed: 'demo',
  });
  const id = requested.body.id;
  const run = await until('the match run', 600, async () => {
    const seen = await ifThere<MatchRun>(coordinator, 'matching', `/v1/match-runs/${id}`);
    if (seen?.state === 'failed') throw new Error(`the match run failed: ${JSON.stringify(seen)}`);
    return seen?.state === 'completed' ? { ...seen, id } : undefined;
  });
  const pairs = await all<Pair>(coordinator, 'matching', `/v1/match-runs/${id}/pairs`);
  const unmatched = await all<Unmatched>(coordinator, 'matching', `/v1/match-runs/${id}/unmatched`);
  told(`matched ${run.matched} pairs with ${run.total} points, gap to the optimum ${run.gap}`);
  for (const pair of pairs.slice(0, 3)) {
    const parts = pair.parts.map((part) => `${part.label ?? part.criterion} ${part.points}`).join(' + ');
    told(`  ${pair.mentor} with ${pair.mentee}: ${pair.score} = ${parts || 'no points'}`);
  }
  for (const person of unmatched.slice(0, 2))
    told(`  unmatched ${person.role} ${person.name ?? ''}: ${person.text ?? person.code}`);
  await coordinator.send('matching', 'POST', `/v1/match-runs/${id}/publish`);
  return { run, unmatched, addsUp: pairs.every(addsUp) };
};
