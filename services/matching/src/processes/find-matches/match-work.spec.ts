import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CohortId, EnrolmentId, MatchRunId, MentorshipId, PersonId, ProgramId } from '@telemachy/contracts';
import type { MatchRunFact } from '@telemachy/contracts/matching';
import { memoryEventStore } from '@telemachy/event-store';
import { solve, type Policy } from '@telemachy/matching-engine';
import { projectionSpecFor } from '@telemachy/testing';
import { openWords } from '@telemachy/service-shell/testing';
import { readSnapshot } from '../../matching/read-snapshot.ts';
import { viewOf } from '../../read-models/match-runs/match-runs.controller.ts';
import { matchRuns } from '../../read-models/match-runs/match-runs.projection.ts';
import type { MentorshipDocument } from '../../read-models/mentorships/mentorships.projection.ts';
import { handlersOf, mentorshipIdOf } from '../../streams.ts';
import { matchWork } from './match-work.ts';

const at = '2026-11-02T09:00:00.000Z';
const tenant = 'acme';
const meta = { correlationId: randomUUID(), actor: 'process:find-matches' };
const identity = () => ({ id: randomUUID(), bodyHash: '0'.repeat(64) });
const programId = ProgramId.parse(randomUUID());
const cohortId = CohortId.parse(randomUUID());
const matchRunId = MatchRunId.parse(randomUUID());
const [mentorId, menteeId] = [PersonId.parse(randomUUID()), PersonId.parse(randomUUID())];
const mentorshipId = mentorshipIdOf(cohortId, { mentorId, menteeId });
const policy: Policy = { criteria: [{ id: 'town', label: 'Town', kind: 'same', attribute: 'town', importance: 5 }] };
const impossible = (importance: 'must' | 'must-not') => ({ ...policy.criteria[0]!, id: importance, importance });

const enrolled = (personId: PersonId, role: 'mentor' | 'mentee') => ({
  enrolmentId: EnrolmentId.parse(randomUUID()),
  cohortId,
  personId,
  version: 1,
  withdrawn: false,
  parts: { [role]: { capacity: 1, answers: { town: 'Leeds' } } },
});
const person = (personId: PersonId) => ({
  personId,
  signInKeys: [personId],
  heldSince: {},
  formerSignInKeys: [],
  hr: { givenName: 'P', familyName: '', attributes: {} },
});
/** A read model with these documents. */
const holding = <Document>(items: readonly Document[]) => ({
  all: async () => items,
  page: async () => ({ items }),
  find: async () => items[0],
  peek: async () => items[0],
});

/** A requested run of one mentor and one mentee under these rules, and its work. */
const requested = async (rules: object = policy, faith?: string) => {
  const store = memoryEventStore();
  const handlers = handlersOf(store, openWords);
  const models = {
    enrolments: holding([enrolled(mentorId, 'mentor'), enrolled(menteeId, 'mentee')]),
    sensitiveAnswers: holding(
      faith === undefined ? [] : [{ personId: menteeId, parts: { mentee: { sensitiveAnswers: { faith } } } }],
    ),
    people: holding([person(mentorId), person(menteeId)]),
    mentorships: holding<MentorshipDocument>([]),
  };
  const onProgram = { tenant, id: programId, meta };
  const drafted = { type: 'draft-program', programId, name: 'P', purpose: '', at } as const;
  await handlers.programs.handle({ ...onProgram, identity: identity(), command: drafted });
  const changed = { type: 'change-rules', policy: { ...rules }, at } as const;
  await handlers.programs.handle({ ...onProgram, identity: identity(), command: changed });
  const command = { type: 'request-run', matchRunId, cohortId, programId, policyVersion: 1, seed: 's', at } as const;
  await handlers.matchRuns.handle({ tenant, id: matchRunId, command, identity: identity(), meta });
  const work = matchWork({
    handlers,
    models: models as never,
    words: openWords,
    fingerprint: (org, content) => `keyed for ${org}: ${content}`,
    caughtUp: async () => {},
    now: () => at,
  });
  const does = (what: Parameters<typeof work>[0]) => work(what, identity(), meta, tenant);
  const run = async () => {
    const { state } = await handlers.matchRuns.load(tenant, matchRunId);
    if (state.status === 'none') throw new Error('nothing was requested');
    return state;
  };
  const publish = async () => {
    for (const one of [
      { type: 'publish-run', at },
      { type: 'request-rematch', mentorshipId, at },
    ] as const)
      await handlers.matchRuns.handle({ tenant, id: matchRunId, command: one, identity: identity(), meta });
  };
  const bare = async () =>
    solve(
      (await readSnapshot({ models: models as never, words: openWords }, { tenant, operation: 'spec' }, cohortId))
        .whole,
      policy,
      { seed: 's' },
    );
  /** The run as whoever may see it sees it. */
  const shown = async () => {
    const facts = (await store.readAll(0, 100)).map(({ event }) => event as MatchRunFact);
    const spec = projectionSpecFor(matchRuns).given(
      ...facts.filter(({ type }) => type.startsWith('matching.match-run-')),
    );
    return viewOf([...spec.documents().values()][0]!);
  };
  return { does, run, publish, bare, shown };
};

describe('the work on a match run', () => {
  it('finds the match and says what it read and found by keyed hashes alone', async () => {
    const { does, run, bare } = await requested();
    expect(await does({ type: 'find-matches', matchRunId })).toEqual({ outcome: 'done' });
    const { snapshotHash, resultHash } = await bare();
    expect(await run()).toMatchObject({
      status: 'completed',
      pairs: [{ mentorId, menteeId, place: 1 }],
      snapshotHash: `keyed for acme: ${snapshotHash}`,
      resultHash: `keyed for acme: ${resultHash}`,
    });
  });

  it('shows two runs the same, hashes and all, whose people differ in a sensitive answer and come to the same pairs', async () => {
    const wish = { id: 'faith', label: 'Faith', kind: 'same', attribute: 'faith', importance: 5, sensitive: true };
    const [one, other] = await Promise.all(
      ['x', 'y'].map(async (faith) => {
        const { does, run, shown } = await requested({ criteria: [...policy.criteria, wish] }, faith);
        await does({ type: 'find-matches', matchRunId });
        return { whole: await run(), shown: await shown() };
      }),
    );
    expect(one?.shown).toMatchObject({ state: 'completed', matched: 1, withheld: true });
    expect(one?.shown.snapshotHash).toMatch(/^keyed for acme: [0-9a-f]{64}$/);
    expect(one?.shown.resultHash).toMatch(/^keyed for acme: [0-9a-f]{64}$/);
    expect(JSON.stringify(one?.shown)).toBe(JSON.stringify(other?.shown));
    // What the answer changes is told apart where nobody looks, so that a run is explained by its own people alone.
    expect(one?.whole.snapshotHash).not.toBe(other?.whole.snapshotHash);
    expect(one?.whole.resultHash).not.toBe(other?.whole.resultHash);
  });

  it('ends at once where its rules cannot be followed any more', async () => {
    const { does, run } = await requested({ criteria: [impossible('must'), impossible('must-not')] });
    expect(await does({ type: 'find-matches', matchRunId })).toEqual({ outcome: 'refused', refusal: 'rules-refused' });
    expect(await run()).toMatchObject({ status: 'failed' });
    expect(await does({ type: 'find-matches', matchRunId })).toEqual({ outcome: 'done' });
  });

  it('ends as failed where it is given up, unless it was completed meanwhile', async () => {
    const { does, run } = await requested();
    expect(await does({ type: 'fail', matchRunId })).toEqual({ outcome: 'refused', refusal: 'given-up' });
    expect(await run()).toMatchObject({ status: 'failed' });
    const other = await requested();
    await other.does({ type: 'find-matches', matchRunId });
    expect(await other.does({ type: 'fail', matchRunId })).toEqual({ outcome: 'refused', refusal: 'run-over' });
    expect(await other.run()).toMatchObject({ status: 'completed' });
  });

  it('ends a rematch that is given up, and does it after all where it is tried again', async () => {
    const { does, run, publish } = await requested();
    await does({ type: 'find-matches', matchRunId });
    await publish();
    await does({ type: 'fail', matchRunId, mentorshipId });
    expect((await run()).rematches).toEqual({ [mentorshipId]: 'failed' });
    await does({ type: 'find-again', matchRunId, mentorshipId });
    expect((await run()).rematches).toEqual({ [mentorshipId]: 'done' });
    const never = MentorshipId.parse(randomUUID());
    expect(await does({ type: 'find-again', matchRunId, mentorshipId: never })).toEqual({ outcome: 'done' });
  });
});
