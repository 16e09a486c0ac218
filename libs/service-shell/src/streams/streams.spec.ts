import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { GoalId, MentorshipId, PersonId } from '@telemachy/contracts';
import type { GoalFact } from '@telemachy/contracts/goals';
import { memoryEventStore } from '@telemachy/event-store';
import { accept, refuse, type Decider } from '@telemachy/kernel';
import { Access } from '../access/access.ts';
import { Tenant } from '../access/caller.ts';
import type { CommandContext } from '../http/command-context.ts';
import { Problem } from '../http/problem.ts';
import { Streams } from './streams.ts';

const menteeId = PersonId.parse(randomUUID());
const strangerId = PersonId.parse(randomUUID());
const at = '2026-11-23T09:00:00.000Z';

type Command = { readonly reflection: string };
type State = { readonly reached: boolean };
const ids = { goalId: GoalId.parse(randomUUID()), mentorshipId: MentorshipId.parse(randomUUID()), menteeId };
/** Reaches a goal once; to say "no" is refused. */
const decider: Decider<State, Command, GoalFact, 'not-like-this'> = {
  initial: { reached: false },
  decide: ({ reflection }, { reached }) => {
    if (reflection === 'no') return refuse('not-like-this');
    return reached ? accept() : accept({ type: 'goals.goal-reached.v1', data: { ...ids, reflection, reachedAt: at } });
  },
  evolve: () => ({ reached: true }),
};
const streamsOver = (untold?: (state: State) => number) =>
  new Streams({
    ...(untold === undefined ? {} : { untold }),
    store: memoryEventStore(),
    kind: 'goal',
    path: '/v1/goals',
    decider,
    refusals: { 'not-like-this': { status: 422, detail: 'Not like this.', field: 'reflection' } },
    relations: (_state, person): readonly 'mentee'[] => (person === menteeId ? ['mentee'] : []),
  });

const context = (over: Partial<CommandContext> = {}, person = menteeId): CommandContext => ({
  access: new Access(
    'reach-goal',
    { relations: ['mentee'] },
    {
      tenant: Tenant.parse('acme'),
      subject: 's',
      actor: randomUUID(),
      signInKeys: [],
      roles: [],
      fingerprint: (content: string) => `keyed ${content}`,
    },
    person,
  ),
  identity: { id: randomUUID(), bodyHash: '0'.repeat(64) },
  meta: { correlationId: 'c', actor: randomUUID() },
  ifMatch: undefined,
  at,
  idempotencyKey: 'key',
  keyed: true,
  createdId: () => randomUUID(),
  ...over,
});
const said = (reflection: string) => ({ id: ids.goalId, command: { reflection }, answer: () => ({ reflection }) });
const problem = async (performing: Promise<unknown>): Promise<[number, string]> => {
  try {
    await performing;
  } catch (error) {
    if (error instanceof Problem) return [error.status, error.word];
    throw error;
  }
  return [200, ''];
};

describe('performing a command', () => {
  it('answers with the version, where to read it, and the key', async () => {
    const answer = await streamsOver().perform(context(), said('yes'));
    expect(answer).toMatchObject({
      status: 200,
      body: { id: ids.goalId, version: 1, reflection: 'yes' },
      headers: { etag: '"1"', 'idempotency-key': 'key' },
    });
    expect(answer.headers['location']).toMatch(new RegExp(`^/v1/goals/${ids.goalId}\\?atLeast=goal-${ids.goalId}@`));
  });
  it('answers a retry as before, though it would decide otherwise now', async () => {
    const streams = streamsOver();
    const first = context();
    await streams.perform(first, said('yes'));
    const again = await streams.perform(context({ identity: first.identity }), said('other answer'));
    expect(again.body).toMatchObject({ reflection: 'yes', version: 1 });
  });
  it('that is true already answers with the version as it is', async () => {
    const streams = streamsOver();
    await streams.perform(context(), said('yes'));
    expect((await streams.perform(context(), said('again'))).headers).toMatchObject({
      etag: '"1"',
      location: `/v1/goals/${ids.goalId}`,
    });
  });
  it('that is true already keeps its key from another body, and a retry from doing it later', async () => {
    const streams = streamsOver();
    await streams.perform(context(), said('yes'));
    const first = context();
    const before = await streams.perform(first, said('again'));
    const other = context({ identity: { id: first.identity.id, bodyHash: '1'.repeat(64) } });
    expect(await problem(streams.perform(other, said('yes')))).toEqual([422, 'command-reused']);
    expect(await streams.perform(context({ identity: first.identity }), said('no'))).toEqual(before);
  });
  it('is refused with the word and the status of the table', async () =>
    expect(await problem(streamsOver().perform(context(), said('no')))).toEqual([422, 'not-like-this']));
  it('is refused on a version that is no more', async () => {
    const streams = streamsOver();
    await streams.perform(context(), said('yes'));
    expect(await problem(streams.perform(context({ ifMatch: 0 }), said('more')))).toEqual([412, 'stale']);
  });
  it('is refused under a key that came with another body', async () => {
    const streams = streamsOver();
    const first = context();
    await streams.perform(first, said('yes'));
    const other = { id: first.identity.id, bodyHash: '1'.repeat(64) };
    expect(await problem(streams.perform(context({ identity: other }), said('yes')))).toEqual([422, 'command-reused']);
  });
  it('is refused where it says more than one commit can keep', async () => {
    const long = { ...said('yes'), answer: () => ({ reflection: 'x'.repeat(1_100_000) }) };
    expect(await problem(streamsOver().perform(context(), long))).toEqual([413, 'too-large']);
  });
  it('counts and compares versions without the facts that the caller is not told of', async () => {
    const streams = streamsOver(({ reached }) => (reached ? 1 : 0));
    const first = await streams.perform(context(), said('yes'));
    expect(first).toMatchObject({ body: { version: 0 }, headers: { etag: '"0"' } });
    expect((await streams.perform(context({ ifMatch: 0 }), said('again'))).body).toMatchObject({ version: 0 });
    const stale = await streams.perform(context({ ifMatch: 1 }), said('again')).catch((error: Problem) => error);
    expect(stale).toMatchObject({ status: 412, headers: { etag: '"0"' } });
  });
  it('is not refused for a fact that the caller is not told of and that came just now', async () => {
    let asked = 0;
    // Nothing untold when it is first asked, one fact from then on.
    const streams = streamsOver(() => Math.min(asked++, 1));
    await streams.perform(context(), said('yes'));
    asked = 0;
    expect((await streams.perform(context({ ifMatch: 0 }), said('again'))).status).toBe(200);
  });
  it('tells a stranger nothing, whatever is asked', async () => {
    const streams = streamsOver();
    await streams.perform(context(), said('yes'));
    for (const over of [{}, { ifMatch: 0 }, { ifMatch: 1 }]) {
      expect(await problem(streams.perform(context(over, strangerId), said('no')))).toEqual([404, 'not-found']);
    }
  });
});
