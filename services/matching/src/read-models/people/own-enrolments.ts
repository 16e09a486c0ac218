import type { Opened, Side } from '@telemachy/contracts';
import type { Attributes } from '@telemachy/contracts/matching';
import { unavailable, type Access, type Words } from '@telemachy/service-shell';
import type { EnrolmentDocument } from '../enrolments/enrolments.projection.ts';
import type { Models } from '../models.ts';

/** An enrolment of the caller, with the sensitive answers that they gave in each role. */
export type OwnEnrolment = {
  readonly enrolment: Opened<EnrolmentDocument>;
  readonly sensitive: Readonly<Partial<Record<Side, Attributes>>>;
};

/** The caller's own enrolments. It cannot be asked about anybody else. @throws Problem 403 for a caller who is no person, 503 while keys are out of reach */
export type OwnEnrolments = (access: Access) => Promise<readonly OwnEnrolment[]>;

export const ownEnrolments =
  (
    { enrolments, sensitiveAnswers }: Pick<Models, 'enrolments' | 'sensitiveAnswers'>,
    words: Pick<Words, 'openFor'>,
  ): OwnEnrolments =>
  async (access) => {
    const { tenant } = access.caller;
    const mine = { personId: access.self };
    const enrolled = await words.openFor(access, [], await enrolments.all(tenant, mine));
    const answered = await words.openFor(access, [], await sensitiveAnswers.all(tenant, mine));
    const sensitive = new Map(answered.map(({ enrolmentId, parts }) => [enrolmentId, saidIn(parts)]));
    return enrolled.map((enrolment) => ({ enrolment, sensitive: sensitive.get(enrolment.enrolmentId) ?? {} }));
  };

type Answered = Readonly<Record<string, { readonly sensitiveAnswers?: Attributes; readonly words?: string }>>;

const saidIn = (parts: Answered): Readonly<Record<string, Attributes>> =>
  Object.fromEntries(
    Object.entries(parts).map(([role, { sensitiveAnswers = {}, words }]) => {
      if (words === 'sealed') throw unavailable();
      return [role, sensitiveAnswers];
    }),
  );
