import { openCohort } from './cohort.ts';
import type { DemoFiles } from './files.ts';
import { gather } from './gather.ts';
import { signIn, type Actor, type Addresses } from './http.ts';
import { match } from './match.ts';
import { answerProposals, proposalsOf, signAgreements, type Cast, type Mentorship } from './mentorships.ts';
import { setAvailability } from './together.ts';

export type WorkingPairs = {
  readonly coordinator: Actor;
  readonly cast: Cast;
  readonly emailOf: ReadonlyMap<string, string>;
  /** Active; both people can meet at any hour. */
  readonly mentorships: readonly Mentorship[];
};

/** Plays a cohort in which everybody accepts, up to where its pairs begin to work together. */
export const workingPairs = async (
  addresses: Addresses,
  { files, org }: { readonly files: DemoFiles; readonly org: string },
  told: (line: string) => void,
): Promise<WorkingPairs> => {
  const coordinator = await signIn(addresses, 'coordinator', org);
  const { cohortId, rejected } = await openCohort(coordinator, files, told);
  const emails = [...new Set([...files.mentors.emails, ...files.mentees.emails])];
  const { cast, emailOf } = await gather(addresses, { org, emails, rejected }, () => {});
  const { run } = await match(coordinator, cohortId, told);
  const stage = { coordinator, cast, cohortId, matchRunId: run.id };
  const { agreed } = await answerProposals(stage, await proposalsOf(coordinator, cohortId, run.matched), 0);
  const mentorships = await signAgreements(stage, agreed);
  await setAvailability(cast, new Set(cast.keys()));
  return { coordinator, cast, emailOf, mentorships };
};
