import type { PersonId } from '@telemachy/contracts';
import type { Asker, schedulingInMemory } from './in-memory.ts';
import { toldMentorship } from './told-by-matching.ts';

type Service = Awaited<ReturnType<typeof schedulingInMemory>>;

/** People who are there already. */
type Some = { readonly mentorId?: PersonId; readonly menteeId?: PersonId };

export const wholeWeek = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '00:00', to: '24:00' }));

/** The next whole minute, read once, so that differences between times hold however long the tests take. */
const now = Math.ceil(Date.now() / 60_000) * 60_000;
export const hours = (count: number, minutes = 0, from = now): string =>
  new Date(from + (count * 60 + minutes) * 60_000).toISOString().replace('.000Z', 'Z');

/** Noon in UTC, at least so many days ahead: a time that lies within one day, whatever the clock says now. */
export const noon = (days: number): string => `${hours(days * 24 + 12).slice(0, 10)}T12:00:00Z`;

/** The word of a problem's type. */
export const word = ({ body }: { readonly body: { readonly type?: string } }): string | undefined =>
  body.type?.replace('urn:telemachy:problem:', '');

/** What the people of a service do in these tests. */
export const acting = (service: Service) => {
  const availability = (asker: Asker, body: object) => service.request(asker, 'PUT', '/v1/availability', { body });
  return {
    availability,
    /** Two people with an active mentorship who can always meet. */
    pair: async ({ mentorId, menteeId }: Some = {}) => {
      const told = toldMentorship(mentorId, menteeId);
      await service.tell('acme', told.stream, [told.proposed, told.activated]);
      const mentor: Asker = { person: told.mentorId };
      const mentee: Asker = { person: told.menteeId };
      for (const asker of [mentor, mentee]) await availability(asker, { zone: 'Europe/Berlin', weekly: wholeWeek });
      return { ...told, mentor, mentee };
    },
    book: (asker: Asker, body: object, key?: string) =>
      service.request(asker, 'POST', '/v1/meetings', { body, ...(key && { headers: { 'idempotency-key': key } }) }),
  };
};
