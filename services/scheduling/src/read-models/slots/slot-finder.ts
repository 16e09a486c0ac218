import type { PersonId } from '@telemachy/contracts';
import { bySomeone, type Access, type Words } from '@telemachy/service-shell';
import type { Availability } from '../../domain/availability.ts';
import type { Interval } from '../../domain/interval.ts';
import { day } from '../../domain/interval.ts';
import type { MeetingRules } from '../../domain/meeting-rules.ts';
import type { SlotQuestion } from '../../domain/slots.ts';
import { instantOf, millisecondsOf } from '../../domain/wall-clock.ts';
import type { WhyNone } from '../../domain/why-none.ts';
import { whoIsSilent } from '../../domain/why-none.ts';
import type { KnownAvailabilities, KnownMeetings } from '../../tokens.ts';
import { timesOf } from '../availability/open-availability.ts';

export type Asking = {
  /** Who asks. */
  readonly access: Pick<Access, 'caller' | 'operation'>;
  readonly pair: { readonly mentorId: PersonId; readonly menteeId: PersonId };
  readonly range: Interval;
  readonly minutes: number;
  readonly at: string;
  /** A meeting that is to be moved takes no time of its own. */
  readonly except?: string | undefined;
};
/** The question as the domain answers it, or why it cannot even be asked. */
export type Found =
  | { readonly asked: true; readonly question: SlotQuestion }
  | { readonly asked: false; readonly why: WhyNone };

/** Puts together, from read models, what the question for slots needs to know. */
export class SlotFinder {
  readonly #availabilities: KnownAvailabilities;
  readonly #meetings: KnownMeetings;
  readonly #words: Pick<Words, 'openForPurpose'>;
  readonly #rules: MeetingRules;

  constructor(
    availabilities: KnownAvailabilities,
    meetings: KnownMeetings,
    words: Pick<Words, 'openForPurpose'>,
    rules: MeetingRules,
  ) {
    this.#availabilities = availabilities;
    this.#meetings = meetings;
    this.#words = words;
    this.#rules = rules;
  }

  async ask({ access, pair, range, minutes, at, except }: Asking): Promise<Found> {
    const { tenant } = access.caller;
    const { mentorId, menteeId } = pair;
    // Waited for a moment: who says when they can meet asks for slots next.
    const said = await Promise.all([
      this.#availabilities.find(tenant, mentorId, bySomeone),
      this.#availabilities.find(tenant, menteeId, bySomeone),
    ]);
    const [mentor, mentee] = await timesOf(this.#words, access, said);
    if (mentor === undefined || mentee === undefined) return { asked: false, why: whoIsSilent(mentor, mentee) };
    const booked = await this.#booked(tenant, [mentorId, menteeId], at);
    const party = (personId: PersonId, availability: Availability) => ({
      availability,
      meetings: booked
        .filter(({ meetingId, people }) => people.includes(personId) && meetingId !== except)
        .map(({ startsAt, endsAt }) => ({ from: millisecondsOf(startsAt), to: millisecondsOf(endsAt) })),
    });
    return {
      asked: true,
      question: {
        at: millisecondsOf(at),
        range,
        minutes,
        mentor: party(mentorId, mentor),
        mentee: party(menteeId, mentee),
        rules: this.#rules,
      },
    };
  }

  /** From a day back, since the mentor's cap counts whole days, to past the last start that can be booked. */
  #booked(tenant: string, people: readonly PersonId[], at: string) {
    const now = millisecondsOf(at);
    return this.#meetings.all(tenant, {
      people: { $in: people },
      status: 'booked',
      startsAt: { $gte: instantOf(now - 2 * day), $lt: instantOf(now + (this.#rules.horizonDays + 2) * day) },
    });
  }
}
