import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CohortId, MatchRunId, PersonId, ProgramId } from '@telemachy/contracts';
import type { AgreementTemplate, ProposedPair } from '@telemachy/contracts/matching';
import { memoryClaimKeeper, memoryEventStore, verifyClaims } from '@telemachy/event-store';
import { openWords } from '@telemachy/service-shell/testing';
import { handlersOf, mentorshipIdOf } from '../../streams.ts';
import { launchClaims, matchRunsHold } from '../../features/launch-claims.ts';
import { mentorshipClaims, mentorshipsHold } from '../../features/mentorship-claims.ts';
import { proposalWork } from './proposal-work.ts';

const at = '2026-11-02T09:00:00.000Z';
const tenant = 'acme';
const programId = ProgramId.parse(randomUUID());
const cohortId = CohortId.parse(randomUUID());
const matchRunId = MatchRunId.parse(randomUUID());
const people = Array.from({ length: 6 }, () => PersonId.parse(randomUUID()));
const pair = (mentor: number, mentee: number, place = 1): ProposedPair => ({
  mentorId: people[mentor]!,
  menteeId: people[mentee]!,
  place,
  score: 1,
  parts: [],
});
const template: AgreementTemplate = {
  purpose: 'Grow.',
  scopeIn: '',
  scopeOut: '',
  lengthWeeks: 26,
  cadence: 'weekly',
  medium: 'video',
  boundaries: '',
  confidentiality: '',
};
const meta = { correlationId: randomUUID(), actor: 'process:propose-matches' };
const identity = () => ({ id: randomUUID(), bodyHash: '0'.repeat(64) });

/** A published run with these pairs. */
const published = async (pairs: readonly ProposedPair[]) => {
  const store = memoryEventStore();
  const handlers = handlersOf(store, openWords);
  const onProgram = { tenant, id: programId, meta };
  const draft = { type: 'draft-program', programId, name: 'P', purpose: '', at } as const;
  await handlers.programs.handle({ ...onProgram, identity: identity(), command: draft });
  const agreement = { type: 'change-agreement-template', template, at } as const;
  await handlers.programs.handle({ ...onProgram, identity: identity(), command: agreement });
  const result = {
    matched: 1,
    total: 1,
    openTotal: 1,
    withheld: false,
    gap: 0,
    certificateChecked: true,
    resultHash: 'h',
    openResultHash: 'h',
  };
  for (const command of [
    { type: 'request-run', matchRunId, cohortId, programId, policyVersion: 1, seed: 's', at },
    { type: 'take-snapshot', snapshotHash: 'h', openSnapshotHash: 'h', mentors: 2, mentees: 2, at },
    { type: 'record-pairs', part: 0, pairs },
    { type: 'complete-run', ...result, at },
    { type: 'publish-run', at },
  ] as const) {
    const claims = launchClaims;
    await handlers.matchRuns.handle({ tenant, id: matchRunId, command, identity: identity(), meta, claims });
  }
  const work = proposalWork({ handlers });
  const propose = (own = identity()) =>
    work({ type: 'propose-pairs', matchRunId, from: 0, count: pairs.length, at }, own, meta, tenant);
  const proposals = async () =>
    (await store.readAll(0, 1000)).filter(({ event }) => event.type === 'matching.mentorship-proposed.v1');
  const claims = () => verifyClaims(memoryClaimKeeper(store.disk), [mentorshipsHold, matchRunsHold]);
  return { handlers, propose, proposals, claims };
};

describe('proposing the pairs of a run', () => {
  it('gives each its agreement, a deadline of three working days, and says it once', async () => {
    const { handlers, propose, proposals } = await published([pair(0, 1), pair(2, 3)]);
    const own = identity();
    expect(await propose(own)).toEqual({ outcome: 'done' });
    expect(await propose(own)).toEqual({ outcome: 'done' });
    const facts = await proposals();
    expect(facts.map(({ event }) => (event.data as { deadlineAt: string }).deadlineAt)).toEqual([
      '2026-11-05T09:00:00.000Z',
      '2026-11-05T09:00:00.000Z',
    ]);
    const { state } = await handlers.mentorships.load(tenant, mentorshipIdOf(cohortId, pair(0, 1)));
    expect(state).toMatchObject({ status: 'proposed', agreementVersion: 1, agreement: { cadence: 'weekly' } });
  });

  it('never takes a place of a mentor twice, nor a mentee', async () => {
    const { propose, proposals } = await published([pair(0, 1), pair(0, 3), pair(2, 1)]);
    expect(await propose()).toEqual({ outcome: 'refused', refusal: 'claim-taken' });
    expect(await proposals()).toHaveLength(1);
  });

  it('tells whoever a new proposal takes the place of, and nobody else, that one which was declined is over', async () => {
    const others = [pair(0, 1), pair(2, 3), pair(4, 5)];
    const { handlers, propose } = await published([...others, pair(2, 1), pair(0, 3)]);
    const decline = async (one: ProposedPair, by: PersonId) => {
      const command = { type: 'decline', by, reasonCode: 'other', reason: '', at } as const;
      const id = mentorshipIdOf(cohortId, one);
      await handlers.mentorships.handle({ tenant, id, command, identity: identity(), meta, claims: mentorshipClaims });
    };
    const closed = async () => {
      const states = others.map((one) => handlers.mentorships.load(tenant, mentorshipIdOf(cohortId, one)));
      return (await Promise.all(states)).map(({ state }) => state.status === 'declined' && state.closed);
    };
    await propose();
    await decline(pair(0, 1), pair(0, 1).mentorId);
    await decline(pair(2, 3), pair(2, 3).menteeId);
    await decline(pair(4, 5), pair(4, 5).menteeId);
    expect(await closed()).toEqual([false, false, false]);
    await propose();
    expect(await closed()).toEqual([true, true, false]);
  });

  it('gives both places back with a decline', async () => {
    const { handlers, propose, proposals, claims: compared } = await published([pair(0, 1), pair(0, 3)]);
    await propose();
    const [first] = await proposals();
    const { mentorId, mentorshipId } = first!.event.data as { mentorId: PersonId; mentorshipId: string };
    const command = { type: 'decline', by: mentorId, reasonCode: 'other', reason: '', at } as const;
    const claims = mentorshipClaims;
    await handlers.mentorships.handle({ tenant, id: mentorshipId, command, identity: identity(), meta, claims });
    // The launch of the cohort alone is held.
    expect(await compared()).toMatchObject({ equal: true, claims: 1 });
    await propose();
    expect(await proposals()).toHaveLength(2);
    expect(await compared()).toMatchObject({ equal: true, claims: 3 });
  });
});
