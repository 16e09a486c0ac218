import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { processEntry } from '@telemachy/service-shell';
import { startForTest, type Client, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, type Issuer } from '@telemachy/testing';
import { coordinatorOf, everyItem, idOf, sample } from './cohort.fixture.ts';
import { matchingService } from './matching.module.ts';

type Work = { readonly type: string };
type Pair = { readonly mentor: { readonly name: string } };
const inTime = 60_000;

/** Work of these types fails whenever it is tried. */
const broken = new Set<string>();
const service = {
  ...matchingService,
  processes: (parts: Parameters<NonNullable<typeof matchingService.processes>>[0]) =>
    (matchingService.processes?.(parts) ?? []).map(({ process, dispatch }) =>
      processEntry<unknown, never, Work>({
        process: process as never,
        dispatch: async (work, ...how) => {
          if (broken.has(work.type)) throw new TypeError('a bug that no other try will get past');
          return dispatch(work as never, ...how);
        },
      }),
    ),
};

let issuer: Issuer;
let running: ServiceUnderTest;
let coordinator: Client;
beforeAll(async () => {
  issuer = await startIssuer();
  running = await startForTest(service, { OIDC_ISSUERS: issuer.url });
  coordinator = running.as(await issuer.token({ sub: 'c', roles: ['coordinator'] }));
  await running.as().untilReady();
}, 90_000);
afterAll(async () => {
  await running.close();
  await issuer.close();
}, 30_000);

const becomes = (path: string, what: object): Promise<void> =>
  eventually(async () => expect((await coordinator.get(path)).body).toMatchObject(what), inTime);
const imported = async (cohortId: string, role: 'mentor' | 'mentee'): Promise<string> => {
  const response = await coordinatorOf(coordinator).send(cohortId, role, sample(`${role}s.csv`));
  return `/v1/imports/${idOf(response)}`;
};
const matched = async (cohortId: string): Promise<string> =>
  `/v1/match-runs/${idOf(await coordinator.post(`/v1/cohorts/${cohortId}/run-matching`, {}))}`;

describe('work that fails at every try', () => {
  let cohortId: string;
  let run: string;

  it('ends an import, which says so, and the same file comes in once it works again', async () => {
    cohortId = await coordinatorOf(coordinator).openCohort();
    broken.add('take-in-rows');
    await becomes(await imported(cohortId, 'mentor'), {
      state: 'failed',
      fault: { reason: 'given-up', row: 1, text: expect.stringContaining('Send the file again') },
    });
    broken.clear();
    for (const role of ['mentor', 'mentee'] as const)
      await becomes(await imported(cohortId, role), { state: 'completed', counts: { created: 50 } });
  }, 90_000);

  it('ends a match run, which says so, and another one may be asked for', async () => {
    await coordinator.post(`/v1/cohorts/${cohortId}/close-registration`);
    broken.add('find-matches');
    await becomes(await matched(cohortId), {
      state: 'failed',
      reason: 'given-up',
      text: expect.stringContaining('Run the matching again'),
    });
    broken.clear();
    run = await matched(cohortId);
    await becomes(run, { state: 'completed', optimal: true });
  }, 90_000);

  it('ends a rematch, which says so, and the next one looks at the same people again', async () => {
    await coordinator.post(`${run}/publish`);
    const proposals = `/v1/mentorships?cohortId=${cohortId}&status=proposed`;
    const [first, second] = await eventually(async () => {
      const found = await everyItem<Pair & { mentorshipId: string }>(coordinator, proposals);
      expect(found.length).toBeGreaterThan(30);
      return found;
    }, inTime);
    const decline = async (one: typeof first) => {
      const email = `${one?.mentor.name.replace(' ', '.')}@gov.uk`;
      const mentor = running.as(await issuer.token({ email }));
      const asked = { reasonCode: 'not-a-fit' };
      expect((await mentor.post(`/v1/mentorships/${one?.mentorshipId}/decline`, asked)).status).toBe(200);
    };
    broken.add('find-again');
    await decline(first);
    const failed = { mentorshipId: first?.mentorshipId, reason: 'given-up', text: expect.any(String) };
    await becomes(run, { state: 'published', rematches: { asked: 1, done: 0, failed: [failed] } });
    broken.clear();
    await decline(second);
    await becomes(run, { rematches: { asked: 2, done: 1, failed: [failed] } });
  }, 90_000);
});
