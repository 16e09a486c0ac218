import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  accessCases,
  asParties,
  inMemory,
  pairAndStranger,
  playAccess,
  tellPair,
  type AccessScene,
  type AskedHere,
  type InMemory,
} from '@telemachy/service-shell/testing';
import { startIssuer, type Issuer } from '@telemachy/testing';
import { goalsService } from './goals.module.ts';
import { access } from './policy.ts';

let issuer: Issuer;
let service: InMemory;
let pair: Awaited<ReturnType<typeof tellPair>>;
let played: Awaited<ReturnType<typeof playAccess>>;

/** What the mentee does, before somebody else asks. */
const done = async (path: string, body: object): Promise<Readonly<Record<string, string>>> => {
  const heard = await service.send({
    method: 'POST',
    url: `/v1/goals${path}`,
    token: await issuer.token({ email: pairAndStranger.mentee }),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (heard.status >= 300) throw new Error(`${path}: ${heard.text}`);
  return JSON.parse(heard.text) as Readonly<Record<string, string>>;
};
const goal = async (): Promise<string> => {
  const measure = { kind: 'number', unit: 'talks', from: 0, to: 3 };
  const { id = '' } = await done('', { mentorshipId: pair.mentorshipId, text: 'Talk', measure, dueOn: '2099-03-31' });
  return id;
};
/** With something in every field that a goal has. */
const wholeGoal = async (): Promise<string> => {
  const id = await goal();
  const { stepId } = await done(`/${id}/add-step`, { text: 'Ask', dueOn: '2099-01-01' });
  await done(`/${id}/complete-step`, { stepId });
  await done(`/${id}/record-progress`, { value: 1 });
  await done(`/${id}/check-in`, { confidence: 7, moved: 'Slides', inTheWay: 'Time' });
  const terms = { text: 'Talk twice', measure: { kind: 'number', unit: 'talks', from: 0, to: 2 }, dueOn: '2099-03-31' };
  await done(`/${id}/adjust-goal`, { ...terms, reasonCode: 'too-big', reason: 'Twice a year.' });
  await done(`/${id}/reach-goal`, { reflection: 'Ask early.', shared: true });
  return id;
};

const onGoal = (request: AskedHere['request']): AskedHere => ({ about: 'thing', relations: asParties, request });
const change = onGoal(async (example) => ({ params: { id: await goal() }, body: example }));

const scene: AccessScene<keyof typeof access> = {
  controllers: goalsService.controllers,
  table: access,
  people: pairAndStranger,
  asked: {
    'set-goal': onGoal((example) => ({ body: { ...example, mentorshipId: pair.mentorshipId } })),
    'add-step': change,
    'complete-step': onGoal(async () => {
      const id = await goal();
      const { stepId } = await done(`/${id}/add-step`, { text: 'Ask for a slot' });
      return { params: { id }, body: { stepId } };
    }),
    'record-progress': change,
    'adjust-goal': change,
    'check-in': change,
    'reach-goal': { ...change, namesAsker: true },
    'miss-goal': { ...change, namesAsker: true },
    'read-goal': onGoal(async () => ({ params: { id: await wholeGoal() } })),
    // A list with a filter: where a role may list, what is not of their organization is an empty page.
    'list-goals': {
      ...onGoal(() => ({ query: { mentorshipId: pair.mentorshipId } })),
      about: 'organization',
    },
  },
  fields: {
    ...Object.fromEntries(['id', 'version', 'stepId', 'goalId', 'mentorshipId'].map((field) => [field, 'plain'])),
    ...Object.fromEntries(['status', 'measureKind', 'percent'].map((field) => [field, 'goal-outline'])),
    ...Object.fromEntries(
      ['mentorId', 'menteeId', 'setBy', 'setAt', 'closedAt', 'dropReason'].map((f) => [f, 'plain']),
    ),
    ...Object.fromEntries(
      ['text', 'measure', 'dueOn', 'steps', 'progress', 'adjustments', 'read-goal advice', 'list-goals advice'].map(
        (f) => [f, 'goal-words'],
      ),
    ),
    checkIns: 'check-ins',
    reflection: 'shared-reflection',
    // The mentee closed the goal.
    'read-goal by mentee reflection': 'own-reflection',
    'list-goals by mentee reflection': 'own-reflection',
    // Of the words that came with the request.
    advice: 'plain',
  },
};

beforeAll(async () => {
  issuer = await startIssuer();
  service = await inMemory(goalsService, { issuer });
  pair = await tellPair(service);
  played = await playAccess(scene, { service, issuer });
}, 60_000);
afterAll(() => Promise.all([service.close(), issuer.close()]));

describe('access to goals', () => {
  it.each(accessCases(scene))('$operation by $caller: $expected', (one) =>
    expect(played.of(one)).toEqual({ ...one, heard: one.expected, faults: [] }),
  );
  it('shows every group of words that a row names', () => expect(played.unshown).toEqual([]));
});
