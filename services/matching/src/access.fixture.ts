import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Fact } from '@telemachy/kernel';
import type { InMemory, tellPair } from '@telemachy/service-shell/testing';

type Ids = Readonly<Record<string, unknown>>;

/** A fact as the contracts' own example has it, with those of these values that it has a field for. */
const example = (name: string, about: Ids): Fact => {
  const file = new URL(`../../../libs/contracts/fixtures/matching.${name}.v1.json`, import.meta.url);
  const { type, data } = JSON.parse(readFileSync(file, 'utf8')) as { readonly type: string; readonly data: object };
  const own = Object.fromEntries(Object.entries(about).filter(([field]) => field in data));
  return { type, data: { ...data, ...own } } as Fact;
};
const examples = (about: Ids, ...names: readonly string[]): readonly Fact[] =>
  names.map((name) => example(name, about));

const dayMs = 86_400_000;

/** Things of the matching service as its facts make them, for the two people of a pair. */
export const thingsOf = (service: InMemory, pair: Awaited<ReturnType<typeof tellPair>>) => {
  const { mentorId, menteeId } = pair;
  const say = async (kind: string, id: string, facts: readonly Fact[]): Promise<string> => {
    await service.say(`${kind}-${id}`, facts);
    return id;
  };
  const program = (): Promise<string> => {
    const programId = randomUUID();
    const mappings = (['mentor', 'mentee'] as const).map((role) =>
      example('program-mapping-changed', { programId, role }),
    );
    const rest = examples({ programId }, 'program-rules-changed', 'program-agreement-template-changed');
    return say('program', programId, [example('program-drafted', { programId }), ...mappings, ...rest]);
  };
  const person = (): Promise<string> => {
    const personId = randomUUID();
    return say('person', personId, [example('person-imported', { personId, signInKeys: [personId] })]);
  };
  const cohort = async (...after: readonly string[]) => {
    const ids = { cohortId: randomUUID(), programId: await program() };
    await say('cohort', ids.cohortId, examples(ids, 'cohort-drafted', ...after));
    return ids;
  };
  const registered = ['cohort-registration-opened', 'cohort-registration-closed'] as const;
  const run = async () => {
    const ids = { matchRunId: randomUUID(), ...(await cohort(...registered)) };
    const score = { score: 60, place: 1, parts: [{ criterion: 'profession', label: 'Same', points: 60, of: 60 }] };
    const unmatched = [{ personId: pair.strangerId, role: 'mentee', code: 'no-mentor-left', text: 'Too few mentors.' }];
    const found = { pairs: [{ mentorId, menteeId, ...score }], unmatched };
    await say(
      'match-run',
      ids.matchRunId,
      examples(
        { ...ids, ...found },
        ...['requested', 'snapshot-taken', 'pairs-found', 'unmatched-found', 'completed'].map(
          (one) => `match-run-${one}`,
        ),
      ),
    );
    return ids;
  };
  /** Proposed, and then what these facts say; by both where it is `both`. */
  const mentorship = (...after: readonly (readonly [name: string, more?: Ids])[]): Promise<string> => {
    const ids = { mentorshipId: randomUUID(), cohortId: pair.cohortId, programId: pair.programId, mentorId, menteeId };
    const deadlineAt = new Date(Date.now() + dayMs).toISOString();
    const begun = example('mentorship-proposed', { ...ids, deadlineAt });
    return say('mentorship', ids.mentorshipId, [
      begun,
      ...after.map(([name, more]) => example(`mentorship-${name}`, { ...ids, ...more })),
    ]);
  };
  const accepted = [
    ['accepted', { by: 'mentor' }],
    ['accepted', { by: 'mentee' }],
    ['agreement-proposed', { agreementVersion: 1 }],
  ] as const;
  const active = [...accepted, ['activated', { agreementVersion: 1 }]] as const;
  return {
    program,
    person,
    draftCohort: () => cohort(),
    openCohort: () => cohort('cohort-registration-opened'),
    closedCohort: () => cohort(...registered),
    run,
    proposed: () => mentorship(),
    acceptedByBoth: () => mentorship(...accepted),
    active: () => mentorship(...active),
    /** With something in every field that answers may have, which no mentorship has at once. */
    withEverything: () =>
      mentorship(
        ...active,
        ['declined', { by: 'mentee', authorId: menteeId }],
        ['ended', { by: 'mentee', authorId: menteeId }],
      ),
    ended: () => mentorship(...active, ['ended', { by: 'mentee', authorId: menteeId }]),
    enrolment: async (): Promise<string> => {
      const { cohortId } = await cohort('cohort-registration-opened');
      const about = { enrolmentId: randomUUID(), cohortId, personId: menteeId, role: 'mentee' };
      await say('enrolment', about.enrolmentId, [example('enrolment-applied', about)]);
      return cohortId;
    },
    import: async (): Promise<string> => {
      const about = { importId: randomUUID(), ...(await cohort('cohort-registration-opened')) };
      const facts = ['import-requested', 'import-rows-accepted', 'import-completed'];
      return say('import', about.importId, examples(about, ...facts));
    },
  };
};
