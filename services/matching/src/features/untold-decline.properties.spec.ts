import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CohortId, MatchRunId, MentorshipId, PersonId, ProgramId } from '@telemachy/contracts';
import type { StoredMentorshipFact } from '@telemachy/contracts/matching';
import { createdIdFrom, memoryEventStore } from '@telemachy/event-store';
import { Access, Problem, Tenant, type CommandContext } from '@telemachy/service-shell';
import { wordsInMemory } from '@telemachy/service-shell/testing';
import { projectionSpecFor } from '@telemachy/testing';
import * as fc from 'fast-check';
import type { MentorshipCommand } from '../domain/mentorship-commands.ts';
import { viewOf, wordsFor } from '../read-models/mentorships/mentorship-view.ts';
import { mentorships } from '../read-models/mentorships/mentorships.projection.ts';
import { streamsOf } from '../streams.ts';
import { mentorshipAnswer } from './mentorship-answer.ts';

const at = '2026-11-02T09:00:00.000Z';
const mentorshipId = MentorshipId.parse(randomUUID());
const [mentorId, menteeId] = [PersonId.parse(randomUUID()), PersonId.parse(randomUUID())];
const pair = { mentorshipId, cohortId: CohortId.parse(randomUUID()), mentorId, menteeId };
const terms = { purpose: 'Grow.', scopeIn: '', scopeOut: '', medium: '', boundaries: '', confidentiality: '' };
const agreement = (cadence: string) => ({ lengthWeeks: 26, cadence, terms });
const propose: MentorshipCommand = {
  ...pair,
  type: 'propose-mentorship',
  programId: ProgramId.parse(randomUUID()),
  matchRunId: MatchRunId.parse(randomUUID()),
  place: 1,
  score: 10,
  parts: [],
  deadlineAt: at,
  agreement: agreement('weekly'),
  templateVersion: 1,
  at,
};

/** What the mentee does; `nth` names an Idempotency-Key, `seen` the version of its If-Match: the newest, an older one, or none. */
type Step = { readonly command: MentorshipCommand; readonly nth: number; readonly seen: 'newest' | 'older' | 'none' };
const by = menteeId;
const command: fc.Arbitrary<MentorshipCommand> = fc.constantFrom(
  { type: 'accept', by, at },
  { type: 'sign-agreement', by, agreementVersion: 1, at },
  { type: 'sign-agreement', by, agreementVersion: 2, at },
  { type: 'propose-agreement', by, agreement: agreement('daily'), at },
  { type: 'decline', by, reasonCode: 'other', reason: 'Own words.', at },
  { type: 'end', by, reasonCode: 'other', at },
);
const steps = (maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(fc.record({ command, nth: fc.nat({ max: 8 }), seen: fc.constantFrom('newest', 'older', 'none') }), {
    maxLength,
  });

const contextOf = (person: PersonId | undefined, nth: number, ifMatch?: number): CommandContext => ({
  access: new Access(
    'answer',
    person === undefined ? { roles: ['service'] } : { relations: ['mentor', 'mentee'] },
    {
      tenant: Tenant.parse('acme'),
      subject: 's',
      actor: randomUUID(),
      signInKeys: [],
      roles: ['service'],
      fingerprint: (content: string) => `keyed ${content}`,
    },
    person,
  ),
  identity: { id: createdIdFrom(mentorshipId, `${person}/${nth}`), bodyHash: '0'.repeat(64) },
  meta: { correlationId: 'c', actor: randomUUID() },
  ifMatch,
  at,
  idempotencyKey: 'key',
  keyed: true,
  createdId: () => mentorshipId,
});

/** Of one installation, since a vault for each course took most of the time. */
const installation = wordsInMemory();

/** All that the mentee sees of one course of events: every answer, and the mentorship after it. */
const seenByMentee = async (courses: readonly (Step | { readonly unseen: MentorshipCommand })[]) => {
  const { seal, words } = await installation;
  const store = memoryEventStore({ seal });
  const { mentorships: streams } = streamsOf(store, words);
  let own = 0;
  const unseen = (one: MentorshipCommand) => {
    own += 1;
    const person = 'by' in one && one.by !== 'coordinator' ? one.by : undefined;
    return streams.perform(contextOf(person, 1000 + own), { id: mentorshipId, command: one });
  };
  const view = async () => {
    const { facts } = await store.load('acme', `mentorship-${mentorshipId}`);
    const { given } = projectionSpecFor(mentorships);
    const [document] = given(...facts.map(({ event }) => event as StoredMentorshipFact))
      .documents()
      .values();
    const [opened] = await wordsFor(words, contextOf(menteeId, 0).access, [document!]);
    return viewOf(opened!, ['mentee'], (personId) => ({ personId, name: '' }));
  };
  await unseen(propose);
  const seen: unknown[] = [await view()];
  for (const step of courses) {
    if ('unseen' in step) {
      await unseen(step.unseen).catch(() => undefined);
      continue;
    }
    const { version } = await view();
    const ifMatch = { newest: version, older: version - 1, none: undefined }[step.seen];
    const what = { id: mentorshipId, command: step.command, answer: mentorshipAnswer(menteeId) };
    const answered = await streams.perform(contextOf(menteeId, step.nth, ifMatch), what).then(
      ({ status, body, headers }) => [status, body, headers['etag']],
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        return [error.status, error.word, error.message, error.headers['etag']];
      },
    );
    seen.push(answered, await view());
  }
  return seen;
};

describe('a decline', () => {
  it('looks to the other side as silence does, in every answer and version, before and after the deadline', () =>
    fc.assert(
      fc.asyncProperty(steps(6), steps(5), steps(4), fc.boolean(), async (before, between, after, signs) => {
        const mentor = { by: mentorId, at } as const;
        const signed = { unseen: { ...mentor, type: 'sign-agreement', agreementVersion: 1 } } as const;
        const declined = { unseen: { ...mentor, type: 'decline', reasonCode: 'not-a-fit', reason: '' } } as const;
        const deadline = { unseen: { type: 'expire', at } } as const;
        const course = (...said: { readonly unseen: MentorshipCommand }[]) =>
          seenByMentee([...(signs ? [signed] : []), ...before, ...said, ...between, deadline, ...after]);
        expect(await course(declined)).toEqual(await course());
      }),
      { numRuns: 300 },
    ));
});
