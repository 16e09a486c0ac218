import type { CohortId, Opened, PersonId, Side } from '@telemachy/contracts';
import type { Occasion } from '@telemachy/privacy';
import type { Attributes } from '@telemachy/contracts/matching';
import type { Mentor, Participant, Snapshot } from '@telemachy/matching-engine';
import { idOf } from '@telemachy/projections';
import type { Where, Words } from '@telemachy/service-shell';
import type { Purpose } from '../purposes.ts';
import type { EnrolmentDocument } from '../read-models/enrolments/enrolments.projection.ts';
import type { SensitiveAnswers } from '../read-models/enrolments/sensitive-answers.projection.ts';
import type { PersonDocument } from '../read-models/people/people.projection.ts';
import type { Models } from '../read-models/models.ts';
import { linesOf } from './lines.ts';

const atOnce = 500;

type Paged<Document extends object> = {
  page(
    tenant: string,
    where: Where,
    asked: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: readonly Document[]; next?: string }>;
};

async function* pagesOf<Document extends object>(
  model: Paged<Document>,
  tenant: string,
  where: Where,
): AsyncGenerator<readonly Document[]> {
  for (let cursor: string | undefined; ;) {
    const page = await model.page(tenant, where, { limit: atOnce, cursor });
    yield page.items;
    if (page.next === undefined) return;
    cursor = page.next;
  }
}

/** Every document that fits, page by page. */
export async function* everyOne<Document extends object>(
  model: Paged<Document>,
  tenant: string,
  where: Where,
): AsyncGenerator<Document> {
  for await (const items of pagesOf(model, tenant, where)) yield* items;
}

export type SnapshotParts = {
  readonly models: Pick<Models, 'enrolments' | 'sensitiveAnswers' | 'people'>;
  readonly words: Pick<Words, 'openForPurpose'>;
};
type Reading = Pick<SnapshotParts, 'models'> & {
  readonly open: <Document>(documents: readonly Document[]) => Promise<readonly Opened<Document>[]>;
};
const match: Purpose = 'match';

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
  { models, open }: Reading,
  tenant: string,
  ids: readonly PersonId[],
): Promise<Map<PersonId, Opened<PersonDocument>>> => {
  const people = new Map<PersonId, Opened<PersonDocument>>();
  for (let from = 0; from < ids.length; from += atOnce) {
    const some = ids.slice(from, from + atOnce).map((id) => idOf(tenant, id));
    const found = await models.people.all(tenant, { _id: { $in: some } });
    for (const person of await open(found)) people.set(person.personId, person);
  }
  return people;
};

/** Every document that fits, opened a page at a time. */
const everyOpened = async <Document extends object>(
  { open }: Reading,
  model: Paged<Document>,
  tenant: string,
  where: Where,
): Promise<readonly Opened<Document>[]> => {
  const all: Opened<Document>[] = [];
  for await (const items of pagesOf(model, tenant, where)) all.push(...(await open(items)));
  return all;
};

export type ReadPeople = {
  /** HR facts, answers and sensitive answers in one. It leaves this process for no view. */
  readonly whole: Snapshot;
  /** The same people without their sensitive answers: what coordinators may know. */
  readonly open: Snapshot;
};

/** Everybody who takes part in a cohort, as the engine reads people. @throws StoreUnavailable while keys are out of reach */
export const readSnapshot = async (
  { models, words }: SnapshotParts,
  occasion: Occasion,
  cohortId: CohortId,
): Promise<ReadPeople> => {
  const { tenant } = occasion;
  const open: Reading['open'] = (documents) => words.openForPurpose(match, occasion, documents);
  const reading: Reading = { models, open };
  const enrolled = await everyOpened(reading, models.enrolments, tenant, { cohortId, withdrawn: false });
  const answered = await everyOpened(reading, models.sensitiveAnswers, tenant, { cohortId });
  const sensitive = new Map(answered.map(({ personId, parts }) => [personId, parts]));
  const people = await peopleOf(
    reading,
    tenant,
    enrolled.map(({ personId }) => personId),
  );
  const lines = await linesOf(people, (keys) => models.people.all(tenant, { signInKeys: { $in: keys } }));
  const of = (role: Side): readonly Opened<EnrolmentDocument>[] =>
    enrolled.filter(({ parts }) => parts[role] !== undefined);
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
