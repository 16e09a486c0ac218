import { randomUUID } from 'node:crypto';
import type { Random } from '../../random.ts';
import type { Asked, Entry } from './entry.ts';

/** What the ledger knows of the people for whom it asks. */
export type Cast = {
  /** By index: their tokens. The first is a coordinator, who is no participant. */
  readonly tokens: readonly string[];
  readonly mentorships: readonly { readonly id: string; readonly mentor: number; readonly mentee: number }[];
};

const template = (mark: string) => ({
  purpose: mark,
  scopeIn: 'Career, skills, how things work here.',
  scopeOut: 'Line management, appraisals.',
  lengthWeeks: 26,
  cadence: 'one hour every two weeks',
  medium: 'video',
  boundaries: 'Messages are answered within two working days.',
  confidentiality: 'What is said stays between the two, unless somebody is in danger.',
});
const day = (ahead: number): string => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
const twoDigits = (number: number): string => String(number).padStart(2, '0');
const idIn = ({ stream = '' }: Entry): string => stream.replace(/^[a-z-]*?-(?=[0-9a-f]{8}-)/, '');

/** `storm`: check-ins of one goal, the first there is. */
export const kindsOfCommands = [
  'draftProgram',
  'changeTemplate',
  'setGoal',
  'checkIn',
  'recordProgress',
  'setOverride',
  'bookMeeting',
  'cancelMeeting',
  'setPreference',
] as const;
export type Kind = (typeof kindsOfCommands)[number] | 'storm';

type Thing = { readonly id: string; readonly caller: number };

/** Commands to all four services, of all kinds that two people at work send; what was made by earlier ones is used by later ones. */
export const commandsOf = ({ tokens, mentorships }: Cast, random: Random, only: readonly Kind[] = kindsOfCommands) => {
  const programs: string[] = [];
  const goals: Thing[] = [];
  const meetings: Thing[] = [];
  const someone = (): number => 1 + random.below(tokens.length - 1);
  const pair = () => random.pick(mentorships);
  const windows = () => {
    const from = random.below(60);
    return [{ from: `08:${twoDigits(from)}`, to: `17:${twoDigits(random.below(60))}` }];
  };

  const checkIn = ({ id, caller }: Thing): Asked => ({
    service: 'goals',
    method: 'POST',
    path: `/v1/goals/${id}/check-in`,
    body: { confidence: random.below(11), moved: randomUUID(), inTheWay: '' },
    caller,
  });
  const kinds: Readonly<Record<Kind, () => Asked | undefined>> = {
    storm: () => {
      const [first] = goals;
      return first === undefined ? kinds.setGoal() : checkIn(first);
    },
    draftProgram: () => ({
      service: 'matching',
      method: 'POST',
      path: '/v1/programs',
      body: { name: `Program ${randomUUID()}`, purpose: 'To see what faults leave of it' },
      caller: 0,
    }),
    changeTemplate: () =>
      programs.length === 0
        ? undefined
        : {
            service: 'matching',
            method: 'POST',
            path: `/v1/programs/${random.pick(programs)}/change-agreement-template`,
            body: { template: template(randomUUID()) },
            caller: 0,
          },
    setGoal: () => {
      const { id, mentee } = pair();
      const measure = { kind: 'number', unit: 'talks', from: 0, to: 1000 };
      const body = {
        mentorshipId: id,
        text: `Give talks that people remember ${randomUUID()}`,
        measure,
        dueOn: day(90),
      };
      return { service: 'goals', method: 'POST', path: '/v1/goals', body, caller: mentee };
    },
    checkIn: () => (goals.length === 0 ? undefined : checkIn(random.pick(goals))),
    recordProgress: () => {
      if (goals.length === 0) return undefined;
      const { id, caller } = random.pick(goals);
      const body = { value: random.below(900) };
      return { service: 'goals', method: 'POST', path: `/v1/goals/${id}/record-progress`, body, caller };
    },
    setOverride: () => ({
      service: 'scheduling',
      method: 'PUT',
      path: `/v1/availability/overrides/${day(100 + random.below(200))}`,
      body: { windows: windows() },
      caller: someone(),
    }),
    bookMeeting: () => {
      const { id, mentee } = pair();
      const startsAt = `${day(3 + random.below(60))}T${twoDigits(random.below(24))}:00:00Z`;
      const body = { mentorshipId: id, startsAt, minutes: 30, medium: 'video', agenda: randomUUID() };
      return { service: 'scheduling', method: 'POST', path: '/v1/meetings', body, caller: mentee };
    },
    cancelMeeting: () => {
      const [meeting] = meetings.splice(0, 1);
      if (meeting === undefined) return undefined;
      const body = { reasonCode: 'conflict', reason: 'Something came in between.' };
      const path = `/v1/meetings/${meeting.id}/cancel`;
      return { service: 'scheduling', method: 'POST', path, body, caller: meeting.caller };
    },
    setPreference: () => ({
      service: 'notification',
      method: 'PUT',
      path: `/v1/preferences/${random.pick(['meetings', 'goals'])}/${random.pick(['in-app', 'email'])}`,
      body: { wanted: random.chance(0.5) },
      caller: someone(),
    }),
  };

  return {
    next: (): Asked => {
      for (;;) {
        const asked = kinds[random.pick(only)]();
        if (asked !== undefined) return asked;
      }
    },
    /** What it made can be used from now on. */
    learn: (entry: Entry): void => {
      if (entry.outcome !== 'done') return;
      const thing = { id: idIn(entry), caller: entry.caller };
      if (entry.path === '/v1/programs') programs.push(thing.id);
      if (entry.path === '/v1/goals') goals.push(thing);
      if (entry.path === '/v1/meetings') meetings.push(thing);
    },
  };
};
