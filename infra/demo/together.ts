import type { Actor } from './http.ts';
import { each, until, UnexpectedAnswer } from './http.ts';
import type { Cast, Mentorship } from './mentorships.ts';

const zones = ['Europe/London', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Sydney'];
const everyDay = (from: string, to: string) => [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from, to }));

/** A service hears of a mentorship by Kafka; until it has, the mentorship does not exist for it. */
const whenKnown = <Result>(what: string, act: () => Promise<Result>): Promise<Result> =>
  until(what, 60, async () => {
    try {
      return await act();
    } catch (problem) {
      if (problem instanceof UnexpectedAnswer && (problem.status === 404 || problem.status === 403)) return undefined;
      throw problem;
    }
  });

/** Everybody says when they have time, each in a zone of their own: `wide` people at any hour, the rest from early to late. */
export const setAvailability = (cast: Cast, wide: ReadonlySet<string>): Promise<unknown> =>
  each([...cast], ([personId, person], index) =>
    whenKnown('a person to be known to scheduling', () =>
      person.send('scheduling', 'PUT', '/v1/availability', {
        zone: zones[index % zones.length],
        weekly: wide.has(personId) ? everyDay('00:00', '24:00') : everyDay('06:00', '23:00'),
      }),
    ),
  );

type Slot = { readonly startsAt: string };
const book = (mentee: Actor, mentorshipId: string, startsAt: string) =>
  mentee.send<{ id: string }>('scheduling', 'POST', '/v1/meetings', {
    mentorshipId,
    startsAt,
    minutes: 60,
    medium: 'video',
    agenda: 'Get to know each other; agree how we work; first goal.',
  });

/** Books a time; where it was taken or has closed meanwhile, the first of the alternatives that the refusal names, a few times. */
const bookOrNext = async (
  mentee: Actor,
  mentorshipId: string,
  startsAt: string,
  tries = 4,
): Promise<string | undefined> => {
  try {
    return (await book(mentee, mentorshipId, startsAt)).body.id;
  } catch (problem) {
    if (!(problem instanceof UnexpectedAnswer) || ![409, 422].includes(problem.status)) throw problem;
    const next = (problem.body as { alternatives?: readonly Slot[] }).alternatives?.[0];
    return next === undefined || tries === 1 ? undefined : bookOrNext(mentee, mentorshipId, next.startsAt, tries - 1);
  }
};

/** The first of these mentorships whose two people can meet 24 hours and a minute from now, and do; undefined where none can. */
export const bookInADay = async (cast: Cast, candidates: readonly Mentorship[]): Promise<Mentorship | undefined> => {
  for (const mentorship of candidates) {
    const mentee = cast.get(mentorship.mentee.personId) as Actor;
    const inADay = Temporal.Now.instant().add({ hours: 24, seconds: 70 });
    const start = inADay.round({ smallestUnit: 'minute', roundingMode: 'ceil' }).toString();
    try {
      await whenKnown('the mentorship in scheduling', () => book(mentee, mentorship.mentorshipId, start));
      return mentorship;
    } catch (problem) {
      if (!(problem instanceof UnexpectedAnswer) || ![409, 422].includes(problem.status)) throw problem;
    }
  }
  return undefined;
};

/** The mentee of each mentorship books the first slot both have. Answers how many found one. */
export const bookFirstMeetings = async (
  cast: Cast,
  mentorships: readonly Mentorship[],
  told: (done: number) => void,
): Promise<number> => {
  const from = Temporal.Now.instant().add({ hours: 26 }).toString();
  const to = Temporal.Now.instant()
    .add({ hours: 24 * 14 })
    .toString();
  const booked = await each(
    mentorships,
    async ({ mentee, mentorshipId }) => {
      const actor = cast.get(mentee.personId) as Actor;
      const slots = await whenKnown('the mentorship in scheduling', () =>
        actor.get<{ items: Slot[] }>(
          'scheduling',
          `/v1/mentorships/${mentorshipId}/slots?from=${from}&to=${to}&minutes=60`,
        ),
      );
      const first = slots.items[0];
      return first === undefined ? undefined : bookOrNext(actor, mentorshipId, first.startsAt);
    },
    told,
  );
  return booked.filter((id) => id !== undefined).length;
};

/** Each mentee sets a first goal with two steps, does one, and checks in. */
export const workOnGoals = (cast: Cast, mentorships: readonly Mentorship[], told: (done: number) => void) =>
  each(
    mentorships,
    async (mentorship) => {
      const mentee = cast.get(mentorship.mentee.personId) as Actor;
      const dueOn = Temporal.Now.plainDateISO('UTC').add({ months: 3 }).toString();
      const set = await whenKnown('the mentorship in goals', () =>
        mentee.send<{ id: string }>('goals', 'POST', '/v1/goals', {
          mentorshipId: mentorship.mentorshipId,
          text: 'Chair three cross-department meetings and ask each group for feedback',
          measure: { kind: 'number', unit: 'meetings chaired', from: 0, to: 3 },
          dueOn,
        }),
      );
      const goal = `/v1/goals/${set.body.id}`;
      const step = await mentee.send<{ stepId: string }>('goals', 'POST', `${goal}/add-step`, {
        text: 'Watch my mentor chair one',
      });
      await mentee.send('goals', 'POST', `${goal}/add-step`, { text: 'Chair the first one myself' });
      await mentee.send('goals', 'POST', `${goal}/complete-step`, { stepId: step.body.stepId });
      await mentee.send('goals', 'POST', `${goal}/record-progress`, { value: 1 });
      await mentee.send('goals', 'POST', `${goal}/check-in`, {
        confidence: 6,
        moved: 'I watched the first meeting and took notes.',
        inTheWay: 'Little time before the end of the quarter.',
      });
      return set.body.id;
    },
    told,
  );
