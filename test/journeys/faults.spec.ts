import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { all, developmentToken, ifThere, signIn, until, UnexpectedAnswer, type Actor } from '@telemachy/infra/client';
import { workingPairs, type WorkingPairs } from '@telemachy/infra/demo';
import { peopleIn } from '../chaos/faults/stage/people.ts';
import { killed, runningPlatform, whileStopped } from './running.ts';

type Program = { readonly id: string; readonly name: string };
const path = '/v1/programs';
const body = (name: string) => ({ name, purpose: 'To see what a fault leaves behind' });

let matching = '';
let authorization = '';
let coordinator: Actor;

const post = async (name: string, key: string, patienceMs = 20_000): Promise<Response> =>
  fetch(matching + path, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body(name)),
    signal: AbortSignal.timeout(patienceMs),
  });

/** By name: the errors of fetch come from outside the sandbox that Jest runs specs in. */
const isUnreachable = (problem: unknown): boolean => ['TypeError', 'TimeoutError'].includes((problem as Error).name);

const visible = (id: string): Promise<Program> =>
  until(`program ${id} to be readable`, 60, async () => {
    try {
      return await coordinator.get<Program>('matching', `${path}/${id}`);
    } catch (problem) {
      if (problem instanceof UnexpectedAnswer || isUnreachable(problem)) return undefined;
      throw problem;
    }
  });

/** Tries a request again as long as the service says that it cannot answer or is not there. */
const postUntilAnswered = (name: string, key: string): Promise<Program> =>
  until('an answer', 60, async () => {
    try {
      const response = await post(name, key);
      return response.status === 201 ? ((await response.json()) as Program) : undefined;
    } catch (problem) {
      if (isUnreachable(problem)) return undefined;
      throw problem;
    }
  });

describe('the platform under faults', () => {
  beforeAll(async () => {
    const { addresses } = await runningPlatform();
    matching = addresses.matching;
    coordinator = await signIn(addresses, 'coordinator', 'faults');
    const { access_token: token } = await developmentToken(addresses.issuer, 'coordinator', 'faults');
    authorization = `Bearer ${token}`;
  });

  it('accepts a command while Kafka is down, and publishes it when Kafka returns', async () => {
    const response = await whileStopped('kafka', () => post('While Kafka is down', randomUUID()));
    expect(response.status).toBe(201);
    const { id } = (await response.json()) as Program;
    expect((await visible(id)).name).toBe('While Kafka is down');
  }, 120_000);

  it('answers 503 with Retry-After while MongoDB is down, and does the same command once when it returns', async () => {
    const key = randomUUID();
    const response = await whileStopped('mongod', () => post('While MongoDB is down', key));
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const { id } = await postUntilAnswered('While MongoDB is down', key);
    const again = await postUntilAnswered('While MongoDB is down', key);
    expect(again.id).toBe(id);
    expect((await visible(id)).name).toBe('While MongoDB is down');
  }, 120_000);

  it('loses and doubles nothing when the service is killed between commit and publish', async () => {
    const key = randomUUID();
    const { id } = await whileStopped('kafka', async () => {
      const response = await post('Killed before publishing', key);
      expect(response.status).toBe(201);
      await killed('matching');
      return (await response.json()) as Program;
    });
    expect((await visible(id)).name).toBe('Killed before publishing');
    const again = await postUntilAnswered('Killed before publishing', key);
    expect(again.id).toBe(id);
  }, 180_000);
});

type Mentorship = WorkingPairs['mentorships'][number];

describe('a pair under faults', () => {
  type Items<Item> = { readonly items: readonly Item[] };
  type Goal = { readonly goalId: string };
  type Meeting = { readonly id: string };
  type Choice = { readonly topic: string; readonly channel: string; readonly wanted: boolean };
  type Made = { readonly id: string };
  let pair: { readonly mentorshipId: string; readonly mentor: Actor; readonly mentee: Actor };
  beforeAll(async () => {
    const { addresses } = await runningPlatform();
    const folder = await mkdtemp(join(tmpdir(), 'telemachy-faults-'));
    const org = `faults-${randomUUID().slice(0, 8)}`;
    const { cast, mentorships } = await workingPairs(addresses, { files: await peopleIn(folder, 1), org }, () => {});
    await rm(folder, { recursive: true });
    const [{ mentorshipId, mentor, mentee }] = mentorships as [Mentorship];
    const actor = ({ personId }: Mentorship['mentor']) => cast.get(personId) as Actor;
    pair = { mentorshipId, mentor: actor(mentor), mentee: actor(mentee) };
  }, 120_000);

  const setGoal = (text: string, key = randomUUID()) =>
    pair.mentee.under(key).send<Made>('goals', 'POST', '/v1/goals', {
      mentorshipId: pair.mentorshipId,
      text,
      measure: { kind: 'number', unit: 'talks', from: 0, to: 3 },
      dueOn: Temporal.Now.plainDateISO('UTC').add({ months: 3 }).toString(),
    });
  /** All that both can read of it, by way of Kafka. */
  const seen = async () => {
    const [goals, meetings, choices, inbox] = await Promise.all([
      pair.mentor.get<Items<Goal>>('goals', `/v1/goals?mentorshipId=${pair.mentorshipId}`),
      pair.mentor.get<Items<Meeting>>('scheduling', '/v1/agenda'),
      pair.mentee.get<Items<Choice>>('notification', '/v1/preferences'),
      all<{ topic: string }>(pair.mentor, 'notification', '/v1/inbox'),
    ]);
    return {
      goals: goals.items.map(({ goalId }) => goalId).toSorted(),
      meetings: meetings.items.map(({ id }) => id),
      goalsByMail: choices.items.find(({ topic, channel }) => topic === 'goals' && channel === 'email')?.wanted,
      notices: inbox
        .map(({ topic }) => topic)
        .filter((topic) => ['goals', 'meetings'].includes(topic))
        .toSorted(),
    };
  };
  const comesTo = async (expected: Awaited<ReturnType<typeof seen>>): Promise<void> => {
    let last: unknown;
    const reached = until('what the pair did to be there', 60, async () => {
      try {
        last = await seen();
        return isDeepStrictEqual(last, expected) ? true : undefined;
      } catch (problem) {
        if (problem instanceof UnexpectedAnswer || isUnreachable(problem)) return undefined;
        throw problem;
      }
    });
    await reached.catch(() => expect(last).toEqual(expected));
  };
  let first = '';

  it('is heard by goals while Kafka is down, and the other side hears of it when Kafka returns', async () => {
    // By now goals knows of the mentorship.
    await until('the mentorship in goals', 60, () =>
      ifThere(pair.mentee, 'goals', `/v1/goals?mentorshipId=${pair.mentorshipId}`),
    );
    const { status, body } = await whileStopped('kafka', () => setGoal('Speak while Kafka is down'));
    expect(status).toBe(201);
    first = body.id;
    await comesTo({ goals: [first], meetings: [], goalsByMail: false, notices: ['goals'] });
  }, 120_000);

  it('loses and doubles nothing when three services are killed between commit and publish', async () => {
    const [goalKey, meetingKey, choiceKey] = [randomUUID(), randomUUID(), randomUUID()];
    const inTwoDays = Temporal.Now.instant().add({ hours: 48 }).round({ smallestUnit: 'hour' }).toString();
    const meet = { mentorshipId: pair.mentorshipId, startsAt: inTwoDays, minutes: 60, medium: 'video' };
    const set = () => setGoal('Speak after the fall', goalKey);
    const book = () => pair.mentee.under(meetingKey).send<Made>('scheduling', 'POST', '/v1/meetings', meet);
    const choose = () =>
      pair.mentee.under(choiceKey).send('notification', 'PUT', '/v1/preferences/goals/email', { wanted: true });
    const [goal, meeting] = await whileStopped('kafka', async () => {
      const answers = await Promise.all([set(), book(), choose()]);
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 200]);
      await Promise.all(['goals', 'scheduling', 'notification'].map(killed));
      return answers;
    });
    const everything = {
      goals: [first, goal.body.id].toSorted(),
      meetings: [meeting.body.id],
      goalsByMail: true,
      notices: ['goals', 'goals', 'meetings'],
    };
    await comesTo(everything);
    const [goalAgain, meetingAgain] = await Promise.all([set(), book(), choose()]);
    expect([goalAgain.body.id, meetingAgain.body.id]).toEqual([goal.body.id, meeting.body.id]);
    expect(await seen()).toEqual(everything);
  }, 180_000);
});
