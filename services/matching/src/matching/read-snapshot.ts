import type { CohortId, PersonId, Side } from '@telemachy/contracts';
import type { Attributes } from '@telemachy/contracts/matching';
import type { Mentor, Participant, Snapshot } from '@telemachy/matching-engine';
import { idOf } from '@telemachy/projections';
import type { Where } from '@telemachy/service-shell';
import type { EnrolmentDocument } from '../read-models/enrolments/enrolments.projection.ts';
import type { SensitiveAnswers } from '../read-models/enrolments/sensitive-answers.projection.ts';
import type { PersonDocument } from '../read-models/people/people.projection.ts';
import type { Models } from '../read-models/models.ts';
import { linesOf } from './lines.ts';

const atOnce = 500;

/** Every document that fits, page by page. */
export async function* everyOne<Document extends object>(
  model: {
    page(
      tenant: string,
      where: Where,
      asked: { limit: number; cursor?: string | undefined },
    ): Promise<{ items: readonly Document[]; next?: string }>;
  },
  tenant: string,
  where: Where,
): AsyncGenerator<Document> {
  for (let cursor: string | undefined; ;) {
    const page = await model.page(tenant, where, { limit: atOnce, cursor });
    yield* page.items;
    if (page.next === undefined) return;
    cursor = page.next;
  }
}

type Known = {
  readonly people: ReadonlyMap<PersonId, Opened<PersonDocument>>;
  readonly sensitive: ReadonlyMap<PersonId, Opened<SensitiveAnswers>['parts']>;
  readonly lines: ReadonlyMap<PersonId, readonly PersonId[]>;
};

const participant = ({ personId, parts }: Opened<EnrolmentDocument>, role: Side, known: Known): Participant => {
  const attributes: Attributes = {
    ...known.people.get(personId)?.hr?.attributes,
    ...parts[role]?.answers,
    ...known.sensitive.get(personId)?.[role]?.sensitiveAnswers,
  };
  const line = known.lines.get(personId);
  return { id: personId, personId, attributes, ...(line === undefined ? {} : { line }) };
};

const peopleOf = async (
  models: Pick<Models, 'people'>,
  tenant: string,
  ids: readonly PersonId[],
): Promise<Map<PersonId, PersonDocument>> => {
  const people = new Map<PersonId, PersonDocument>();
  for (let from = 0; from < ids.length; from += atOnce) {
    const some = ids.slice(from, from + atOnce).map((id) => idOf(tenant, id));
    for (const person of await models.people.all(tenant, { _id: { $in: some } })) people.set(person.personId, person);
  }
  return people;
};

export type ReadPeople = {
  /** HR facts, answers and sensitive answers in one. It leaves this process for no view. */
  readonly whole: Snapshot;
  /** The same people without their sensitive answers: what coordinators may know. */
  readonly open: Snapshot;
};

/** Everybody who takes part in a cohort, as the engine reads people. */
export const readSnapshot = async (
  models: Pick<Models, 'enrolments' | 'sensitiveAnswers' | 'people'>,
  tenant: string,
  cohortId: CohortId,
): Promise<ReadPeople> => {
  const enrolled: EnrolmentDocument[] = [];
  for await (const one of everyOne(models.enrolments, tenant, { cohortId, withdrawn: false })) enrolled.push(one);
  const sensitive = new Map<PersonId, SensitiveAnswers['parts']>();
  for await (const { personId, parts } of everyOne(models.sensitiveAnswers, tenant, { cohortId })) {
    sensitive.set(personId, parts);
  }
  const people = await peopleOf(
    models,
    tenant,
    enrolled.map(({ personId }) => personId),
  );
  const lines = await linesOf(people, (keys) => models.people.all(tenant, { signInKeys: { $in: keys } }));
  const of = (role: Side): readonly EnrolmentDocument[] => enrolled.filter(({ parts }) => parts[role] !== undefined);
  const snapshotOf = (known: Known): Snapshot => ({
    mentees: of('mentee').map((one) => participant(one, 'mentee', known)),
    mentors: of('mentor').map((one): Mentor => {
      const { capacity } = one.parts.mentor ?? {};
      return { ...participant(one, 'mentor', known), ...(capacity === undefined ? {} : { capacity }) };
    }),
  });
  return {
    whole: snapshotOf({ people, sensitive, lines }),
    open: snapshotOf({ people, sensitive: new Map(), lines }),
  };
};
