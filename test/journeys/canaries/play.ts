import { all, signIn, until, type Actor, type Addresses } from '@telemachy/infra/client';
import {
  answerProposals,
  gather,
  match,
  openCohort,
  proposalsOf,
  setAvailability,
  signAgreements,
  type DemoFiles,
  type Mentorship,
} from '@telemachy/infra/demo';

export type Played = {
  readonly mentee: Actor;
  readonly menteeEmail: string;
  /** Ids of all that can be asked for. */
  readonly ids: Readonly<Record<string, string>>;
};

const patient = <Result>(what: string, act: () => Promise<Result>): Promise<Result> =>
  until(what, 60, () => act().catch(() => undefined));

/** A pair of this organization says `secret` wherever there are words that only its people read, and a program is named by `open`. */
export const playWith = async (
  addresses: Addresses,
  org: string,
  files: DemoFiles,
  { secret, open }: { readonly secret: string; readonly open: string },
): Promise<Played> => {
  const coordinator = await signIn(addresses, 'coordinator', org);
  const named = await coordinator.send<{ id: string }>('matching', 'POST', '/v1/programs', {
    name: open,
    purpose: open,
  });
  const { cohortId, rejected } = await openCohort(coordinator, files, () => {});
  const emails = [...files.mentors.emails, ...files.mentees.emails];
  const { cast, emailOf } = await gather(addresses, { org, emails, rejected }, () => {});
  const { run } = await match(coordinator, cohortId, () => {});
  const stage = { coordinator, cast, cohortId, matchRunId: run.id };
  const proposals = await proposalsOf(coordinator, cohortId, run.matched);
  const { agreed } = await answerProposals(stage, proposals, 1, `${secret} why I decline`);
  const actorOf = ({ personId }: Mentorship['mentee']): Actor => {
    const actor = cast.get(personId);
    if (actor === undefined) throw new Error('nobody of the files is this person');
    return actor;
  };
  const [chosen] = agreed;
  if (chosen === undefined) throw new Error('nobody agreed');
  const { mentorshipId } = chosen;
  const [mentee, mentor] = [actorOf(chosen.mentee), actorOf(chosen.mentor)];
  const parts = ['purpose', 'scopeIn', 'scopeOut', 'medium', 'boundaries', 'confidentiality'];
  const proposed = await mentor.send('matching', 'POST', `/v1/mentorships/${mentorshipId}/propose-agreement`, {
    lengthWeeks: 26,
    cadence: 'one hour a month',
    terms: Object.fromEntries(parts.map((part) => [part, `${secret} ${part}`])),
  });
  const { agreement } = await mentee.get<Mentorship>('matching', proposed.headers.get('location') ?? '');
  await signAgreements(stage, [{ ...chosen, ...(agreement === undefined ? {} : { agreement }) }]);
  await setAvailability(cast, new Set(cast.keys()));
  const meeting = await patient('a meeting to be booked', () =>
    mentee.send<{ id: string }>('scheduling', 'POST', '/v1/meetings', {
      mentorshipId,
      startsAt: inHours(30),
      minutes: 60,
      medium: 'video',
      agenda: `${secret} agenda`,
    }),
  );
  const path = `/v1/meetings/${meeting.body.id}`;
  await mentee.send('scheduling', 'POST', `${path}/move`, { startsAt: inHours(50), reason: `${secret} why it moves` });
  await mentor.send('scheduling', 'POST', `${path}/cancel`, { reasonCode: 'other', reason: `${secret} why it is off` });
  const goals = [
    await workedOn(mentee, mentorshipId, secret, true),
    await workedOn(mentee, mentorshipId, secret, false),
  ];
  return {
    mentee,
    menteeEmail: emailOf.get(chosen.mentee.personId) ?? '',
    ids: {
      mentorship: mentorshipId,
      meeting: meeting.body.id,
      goal: goals[0] ?? '',
      keptGoal: goals[1] ?? '',
      mentee: chosen.mentee.personId,
      cohort: cohortId,
      run: run.id,
      program: named.body.id,
    },
  };
};

const inHours = (hours: number): string =>
  Temporal.Now.instant().add({ hours }).round({ smallestUnit: 'hour' }).toString();

const workedOn = async (mentee: Actor, mentorshipId: string, secret: string, shared: boolean): Promise<string> => {
  const terms = {
    text: `${secret} what I aim at`,
    measure: { kind: 'number', unit: `${secret} unit`, from: 0, to: 3 },
    dueOn: Temporal.Now.plainDateISO('UTC').add({ months: 3 }).toString(),
  };
  const set = await patient('a goal to be set', () =>
    mentee.send<{ id: string }>('goals', 'POST', '/v1/goals', { mentorshipId, ...terms }),
  );
  const goal = `/v1/goals/${set.body.id}`;
  const act = (what: string, body: object) => mentee.send<{ stepId: string }>('goals', 'POST', `${goal}/${what}`, body);
  await act('add-step', { text: `${secret} step` });
  await act('record-progress', { value: 1 });
  await act('check-in', { confidence: 6, moved: `${secret} moved`, inTheWay: `${secret} in the way` });
  await act('adjust-goal', { ...terms, text: `${secret} smaller`, reasonCode: 'too-big', reason: `${secret} why` });
  await act('reach-goal', { reflection: `${secret} reflection`, shared });
  return set.body.id;
};

/** All that a party reads of it, as one text. */
export const readBack = async (mentee: Actor, ids: Played['ids']): Promise<string> => {
  const pieces = [
    ...(await all(mentee, 'goals', `/v1/goals?mentorshipId=${ids['mentorship']}`)),
    await mentee.get('scheduling', `/v1/meetings/${ids['meeting']}`),
    await mentee.get('matching', `/v1/mentorships/${ids['mentorship']}`),
  ];
  return JSON.stringify(pieces);
};
