import type { EnrolmentId, Side } from '@telemachy/contracts';
import type { Attributes } from '@telemachy/contracts/matching';
import { unavailable, type Access, type Words } from '@telemachy/service-shell';
import type { Models } from '../models.ts';

/** Sensitive answers by the role for which they were given. */
export type OwnAnswers = Readonly<Partial<Record<Side, Attributes>>>;

/** The caller's own sensitive answers, by enrolment. It cannot be asked about anybody else. @throws Problem 403 for a caller who is no person, 503 while keys are out of reach */
export type OwnSensitiveAnswers = (access: Access) => Promise<ReadonlyMap<EnrolmentId, OwnAnswers>>;

export const ownSensitiveAnswers =
  ({ sensitiveAnswers }: Pick<Models, 'sensitiveAnswers'>, words: Pick<Words, 'openFor'>): OwnSensitiveAnswers =>
  async (access) => {
    const mine = await sensitiveAnswers.all(access.caller.tenant, { personId: access.self });
    const opened = await words.openFor(access, [], mine);
    return new Map(
      opened.map(({ enrolmentId, parts }) => {
        const said = Object.entries(parts).map(([role, part]) => {
          if (part.words === 'sealed') throw unavailable();
          return [role, part.sensitiveAnswers ?? {}] as const;
        });
        return [enrolmentId, Object.fromEntries(said)] as const;
      }),
    );
  };
