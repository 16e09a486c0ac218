import type { EnrolmentId } from '@telemachy/contracts';
import type { Access } from '@telemachy/service-shell';
import type { Models } from '../models.ts';
import type { SensitiveAnswers } from '../enrolments/sensitive-answers.projection.ts';

/** The caller's own sensitive answers, by enrolment. It cannot be asked about anybody else. @throws Problem 403 for a caller who is no person */
export type OwnSensitiveAnswers = (access: Access) => Promise<ReadonlyMap<EnrolmentId, SensitiveAnswers['parts']>>;

export const ownSensitiveAnswers =
  ({ sensitiveAnswers }: Pick<Models, 'sensitiveAnswers'>): OwnSensitiveAnswers =>
  async (access) => {
    const mine = await sensitiveAnswers.all(access.caller.tenant, { personId: access.self });
    return new Map(mine.map(({ enrolmentId, parts }) => [enrolmentId, parts]));
  };
