import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../bootstrap/artefacts.mjs';
import { readDemoFiles, workingPairs, type DemoFiles, type WorkingPairs } from '../demo/index.ts';
import { all, type Actor, type Addresses } from '../demo/http.ts';
import { developmentToken } from '../issuer/development-token.ts';
import type { ServiceName } from '../src/platform/platform-file.ts';

/** Whom a run fuzzes as, and who must not get what that one alone may see. */
export type Identity = { readonly name: string; readonly token: string };

/** One run of the fuzzer: a service, asked by somebody who has something there. */
export type Run = {
  readonly service: ServiceName;
  readonly asked: Identity;
  readonly stranger: Identity;
  /** Ids that exist for whoever asks, by the word of the address they stand after: `goals` for `/v1/goals/{id}`. */
  readonly known: Readonly<Record<string, readonly string[]>>;
  /** A commit of the service that every read can wait for, as `?atLeast=` takes it. */
  readonly atLeast: string;
  /** Its part of the time, beside the others. */
  readonly share: number;
};

const sample = join(repositoryRoot, 'test', 'data', 'mentor-match-small');
/** Enough of the sample's people for two pairs that work together and two that are asked about as such. */
const people = 12;

/** The first people of the sample. */
const fewPeople = async (folder: string): Promise<DemoFiles> => {
  const few = async (name: string): Promise<string> => {
    const lines = (await readFile(join(sample, name), 'utf8')).split('\n').slice(0, people + 1);
    await writeFile(join(folder, name), `${lines.join('\n')}\n`);
    return join(folder, name);
  };
  return readDemoFiles({
    mentors: await few('mentors.csv'),
    mentees: await few('mentees.csv'),
    mapping: join(sample, 'mapping.json'),
    policy: join(sample, 'policy.json'),
    agreement: join(sample, 'agreement.json'),
  });
};

type Said = { readonly method: 'POST' | 'PUT'; readonly path: string; readonly body: unknown };
type Made = { readonly id: string; readonly atLeast: string };

const made = async (actor: Actor, service: ServiceName, { method, path, body }: Said): Promise<Made> => {
  const answer = await actor.send<{ id: string }>(service, method, path, body);
  const location = answer.headers.get('location') ?? '';
  const atLeast = new URL(location, 'http://localhost').searchParams.get('atLeast');
  if (atLeast === null) throw new Error(`${method} ${path} gave no commit to wait for: "${location}"`);
  return { id: answer.body.id, atLeast };
};

const saidBy = (mentorshipId: string) =>
  ({
    goals: {
      method: 'POST',
      path: '/v1/goals',
      body: {
        mentorshipId,
        text: 'Give a talk',
        measure: { kind: 'yes-no', evidence: 'The talk' },
        dueOn: '2099-03-31',
      },
    },
    scheduling: { method: 'PUT', path: '/v1/availability/overrides/2099-03-31', body: { windows: [] } },
    notification: { method: 'PUT', path: '/v1/preferences/meetings/email', body: { wanted: true } },
  }) as const satisfies Partial<Record<ServiceName, Said>>;

const identityOf = async (addresses: Addresses, name: string, as: string, org: string): Promise<Identity> => ({
  name,
  token: (await developmentToken(addresses.issuer, as, org)).access_token,
});

const aProgram: Said = { method: 'POST', path: '/v1/programs', body: { name: 'Fuzzed', purpose: 'To be asked about' } };

/**
 * Plays a small cohort in an organization of its own and says who fuzzes what: in each service a mentee, who must keep what is theirs from another
 * mentee; in matching also a coordinator, from the coordinator of another organization.
 *
 * @param folder for the files of people
 */
export const setTheStage = async (addresses: Addresses, folder: string, org: string): Promise<readonly Run[]> => {
  const pairs = await workingPairs(addresses, { files: await fewPeople(folder), org }, () => {});
  const [first, second, third, fourth] = pairs.mentorships;
  if (first === undefined || second === undefined || third === undefined || fourth === undefined)
    throw new Error(`the sample's first ${people} people make ${pairs.mentorships.length} pairs, where 4 are needed`);
  const mentee = async (name: string, { mentee: { personId } }: typeof first): Promise<Identity> =>
    identityOf(addresses, name, `person:${emailOf(pairs, personId)}`, org);
  const asked = await mentee('mentee', first);
  const stranger = await mentee('other-mentee', second);
  const actor = actorOf(pairs, first.mentee.personId);
  const said = saidBy(first.mentorshipId);
  const goal = await made(actor, 'goals', said.goals);
  const override = await made(actor, 'scheduling', said.scheduling);
  const feed = await actor.send<{ id: string }>('scheduling', 'POST', '/v1/feeds');
  const preference = await made(actor, 'notification', said.notification);
  const messages = await all<{ id: string }>(actor, 'notification', '/v1/inbox');
  const program = await made(pairs.coordinator, 'matching', aProgram);
  const { programId, cohortId, matchRunId } = third as unknown as Record<string, string>;
  const matching = {
    programs: [program.id, programId ?? ''],
    cohorts: [cohortId ?? ''],
    'match-runs': [matchRunId ?? ''],
    mentorships: [third.mentorshipId],
    people: [third.mentee.personId],
  };
  const own = { mentorships: [first.mentorshipId] };
  return [
    {
      service: 'matching',
      asked: await identityOf(addresses, 'coordinator', 'coordinator', org),
      stranger: await identityOf(addresses, 'other-organization', 'coordinator', `${org}-other`),
      known: matching,
      atLeast: program.atLeast,
      share: 2,
    },
    {
      service: 'matching',
      asked: await mentee('mentee', third),
      stranger: await mentee('other-mentee', fourth),
      known: matching,
      atLeast: program.atLeast,
      share: 1,
    },
    {
      service: 'scheduling',
      asked,
      stranger,
      known: { ...own, feeds: [feed.body.id] },
      atLeast: override.atLeast,
      share: 1.5,
    },
    { service: 'goals', asked, stranger, known: { ...own, goals: [goal.id] }, atLeast: goal.atLeast, share: 1 },
    {
      service: 'notification',
      asked,
      stranger,
      known: { messages: messages.map(({ id }) => id) },
      atLeast: preference.atLeast,
      share: 0.5,
    },
  ];
};

const emailOf = ({ emailOf: emails }: WorkingPairs, personId: string): string => {
  const email = emails.get(personId);
  if (email === undefined) throw new Error('somebody of a pair has no e-mail address');
  return email;
};

const actorOf = ({ cast }: WorkingPairs, personId: string): Actor => {
  const actor = cast.get(personId);
  if (actor === undefined) throw new Error('somebody of a pair has not signed in');
  return actor;
};
