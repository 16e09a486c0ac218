import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MentorshipId, PersonId } from '@telemachy/contracts';
import { Answer, createEdge, type Caller, Tenant } from '@telemachy/service-shell';
import { GOALS, MENTORSHIPS, type Goals, type Mentorships } from '../../tokens.ts';
import { SetGoalController } from './set-goal.controller.ts';

const uuid = (last: number): string => `00000000-0000-4000-8000-00000000000${last}`;
const mentorshipId = MentorshipId.parse(uuid(2));
const mentorId = PersonId.parse(uuid(3));
const menteeId = PersonId.parse(uuid(4));
const mentee: Caller = {
  tenant: Tenant.parse('acme'),
  subject: 'm',
  actor: uuid(9),
  signInKeys: ['k'],
  roles: [],
  fingerprint: (content) => `keyed ${content}`,
};

const performed: unknown[] = [];
const goals: Goals = {
  perform: async (_context, { id, command, creates }) => {
    performed.push(command);
    return new Answer(creates ? 201 : 200, { id });
  },
};
const mentorships: Mentorships = {
  find: async (tenant, id) =>
    tenant === 'acme' && id === mentorshipId
      ? { mentorshipId, cohortId: uuid(5) as never, mentorId, menteeId, status: 'active', acceptedBy: [] }
      : undefined,
};

let person = menteeId;
let app: Awaited<ReturnType<typeof createEdge>>;
beforeAll(async () => {
  app = await createEdge({
    service: 'goals',
    policy: { 'set-goal': { relations: ['mentor', 'mentee'] } },
    controllers: [SetGoalController],
    providers: [
      { provide: GOALS, useValue: goals },
      { provide: MENTORSHIPS, useValue: mentorships },
    ],
    verifier: { verify: async () => mentee },
    people: { personOf: async () => person },
  });
});
afterAll(() => app.close());

const terms = {
  text: 'Give three talks',
  measure: { kind: 'number', unit: 'talks', from: 0, to: 3 },
  dueOn: '2027-03-31',
};
const post = (payload: object) => app.inject({ method: 'POST', url: '/v1/goals', payload });

describe('POST /v1/goals', () => {
  it('sends the command, with the two people as the mentorship names them', async () => {
    person = menteeId;
    const response = await post({ mentorshipId, ...terms });
    expect(response.statusCode).toBe(201);
    expect(performed.at(-1)).toMatchObject({
      type: 'set-goal',
      goalId: response.json<{ id: string }>().id,
      mentorship: { mentorshipId, mentorId, menteeId, active: true },
      ...terms,
      setBy: menteeId,
    });
  });

  it('names every fault of the body, unknown keys too, and never a value', async () => {
    const response = await post({
      mentorshipId: 'x-secret',
      ...terms,
      measure: { ...terms.measure, to: 0, size: 1 },
      colour: 'red',
    });
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.json()).toMatchObject({ type: 'urn:telemachy:problem:invalid-request', status: 400 });
    expect(
      response
        .json<{ errors: { path: string }[] }>()
        .errors.map(({ path }) => path)
        .sort(),
    ).toEqual(['colour', 'measure.size', 'measure.to', 'mentorshipId']);
    expect(response.body).not.toContain('x-secret');
  });

  it('is 404 for a mentorship that is not the caller’s, as for one that does not exist', async () => {
    person = PersonId.parse(uuid(8));
    const strangers = await post({ mentorshipId, ...terms });
    const missing = await post({ mentorshipId: uuid(7), ...terms });
    expect([strangers.statusCode, missing.statusCode]).toEqual([404, 404]);
    const { instance: _one, ...first } = strangers.json<Record<string, unknown>>();
    const { instance: _other, ...second } = missing.json<Record<string, unknown>>();
    expect(first).toEqual(second);
  });
});
