import { createdIdFrom, StoreUnavailable, type CommandIdentity, type Handled, type Meta } from '@telemachy/event-store';
import type { Side } from '@telemachy/contracts';
import type { ProposedPair } from '@telemachy/contracts/matching';
import type { Dispatch, Dispatched } from '@telemachy/processes';
import type { RequestedRun } from '../../domain/match-run-commands.ts';
import type { ProposeMentorship } from '../../domain/mentorship-commands.ts';
import type { DraftedProgram } from '../../domain/program.ts';
import { workingDaysAfter } from '../../domain/working-days.ts';
import { mentorshipClaims } from '../../features/mentorship-claims.ts';
import { mentorshipIdOf, type Handlers } from '../../streams.ts';
import type { ProposalWork } from './propose-matches.process.ts';

/** Default time to answer, in working days (Monday to Friday): our own choice. */
const daysToAnswer = 3;

type Parts = { readonly handlers: Pick<Handlers, 'cohorts' | 'matchRuns' | 'programs' | 'mentorships'> };
type Proposals = Extract<ProposalWork, { type: 'propose-pairs' }>;

const dispatched = (handled: Handled<unknown, string>): Dispatched => {
  if (handled.accepted) return { outcome: 'done' };
  if (handled.why === 'contended') throw new StoreUnavailable('others kept appending first');
  return { outcome: 'refused', refusal: handled.why === 'refused' ? handled.refusal : handled.why };
};

const proposal = (run: RequestedRun, { template, templateVersion }: DraftedProgram, pair: ProposedPair, at: string) => {
  if (template === undefined) throw new Error('a run was published without an agreement to sign');
  const { lengthWeeks, cadence, ...terms } = template;
  const { matchRunId, cohortId, programId } = run;
  const command: ProposeMentorship = {
    type: 'propose-mentorship',
    ...pair,
    mentorshipId: mentorshipIdOf(cohortId, pair),
    cohortId,
    programId,
    matchRunId,
    deadlineAt: workingDaysAfter(at, daysToAnswer),
    agreement: { lengthWeeks, cadence, terms },
    templateVersion,
    at,
  };
  return command;
};

type Asked = {
  readonly tenant: string;
  readonly at: string;
  readonly identity: CommandIdentity;
  readonly meta: Meta;
};
type Replaced = { readonly pair: ProposedPair; readonly replaced: Side };

/** Earlier pairs whose mentor's place, or whose mentee, a later pair has: that side must not see two proposals where it can take one. */
const replacedBy = (pair: ProposedPair, earlier: readonly ProposedPair[]): readonly Replaced[] =>
  earlier.flatMap((one): Replaced[] => [
    ...(one.menteeId === pair.menteeId ? [{ pair: one, replaced: 'mentee' } as const] : []),
    ...(one.mentorId === pair.mentorId && one.place === pair.place ? [{ pair: one, replaced: 'mentor' } as const] : []),
  ]);

/** Carries out what a published run leads to: the cohort is launched, each pair gets its proposal with the program's agreement. */
export const proposalWork = ({ handlers }: Parts): Dispatch<ProposalWork> => {
  const proposePairs: Dispatch<Proposals> = async ({ matchRunId, from, count, at }, identity, meta, tenant) => {
    const { state: run } = await handlers.matchRuns.load(tenant, matchRunId);
    if (run.status === 'none') return { outcome: 'refused', refusal: 'run-not-requested' };
    const { state: program } = await handlers.programs.load(tenant, run.programId);
    if (program.status === 'none') return { outcome: 'refused', refusal: 'program-not-drafted' };
    const outcomes = await Promise.all(
      run.pairs.slice(from, from + count).map(async (pair, nth) => {
        const command = proposal(run, program, pair, at);
        const { mentorshipId: id } = command;
        const own = { ...identity, id: createdIdFrom(identity.id, id) };
        const proposed = dispatched(
          await handlers.mentorships.handle({ tenant, id, command, identity: own, meta, claims: mentorshipClaims }),
        );
        if (proposed.outcome === 'done') {
          for (const one of replacedBy(pair, run.pairs.slice(0, from + nth)))
            await close(one, run, { tenant, at, meta, identity: own });
        }
        return proposed;
      }),
    );
    return outcomes.find(({ outcome }) => outcome === 'refused') ?? { outcome: 'done' };
  };

  /** Where the side that was replaced waits for one that declined, it need not wait any longer. */
  const close = async (
    { pair, replaced }: Replaced,
    { cohortId }: RequestedRun,
    { tenant, at, identity, meta }: Asked,
  ): Promise<void> => {
    const id = mentorshipIdOf(cohortId, pair);
    const own = { ...identity, id: createdIdFrom(identity.id, `replaces/${replaced}/${id}`) };
    const command = { type: 'close', replaced, at } as const;
    dispatched(await handlers.mentorships.handle({ tenant, id, command, identity: own, meta }));
  };

  return async (work, identity, meta, tenant) => {
    switch (work.type) {
      case 'launch-cohort': {
        const { cohortId: id, ...command } = work;
        return dispatched(await handlers.cohorts.handle({ tenant, id, command, identity, meta }));
      }
      case 'propose-pairs':
        return proposePairs(work, identity, meta, tenant);
    }
  };
};
