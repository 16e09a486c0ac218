import { randomUUID } from 'node:crypto';
import type { Type } from '@nestjs/common';
import type { Issuer } from '@telemachy/testing/issuer';
import type { AccessRow, AccessTable } from '../../access/table.ts';
import { exampleOf } from '../../docs/examples.ts';
import { routesOf, type Route } from '../../http/routes.ts';
import { requestOf, type Sound } from '../hostile/hostile-requests.ts';
import type { Heard, InMemory } from '../in-memory/in-memory.ts';
import { everyAsker, expectedOf, grantsOf, type About, type Asker } from './expected.ts';
import { shownIn, type Fields } from './shown.ts';

/** One operation as it is asked in these cases. */
export type AskedHere = {
  readonly about: About;
  /** The command says which person gave it, so that whoever is none hears that first, of any thing. */
  readonly namesAsker?: boolean;
  /** What is heard of a thing that is not there by whoever may do this; `404 not-found` unless told. */
  readonly missing?: string;
  /** How people, by their names in `people`, stand to what the request is about. */
  readonly relations?: Readonly<Record<string, readonly string[]>>;
  /** A request that does the operation once, on a thing of its own where it changes something. `example`: the documented body. `person`: who asks, where a person does */
  readonly request: (example: object, person?: string) => Sound | Promise<Sound>;
};

export type AccessScene<Operation extends string> = {
  readonly controllers: readonly Type[];
  readonly table: AccessTable & Readonly<Record<Operation, AccessRow<string>>>;
  /** E-mail addresses of people of the organization, by a name for each; one of them has no relation to anything. */
  readonly people: Readonly<Record<string, string>>;
  /** Every operation of the table; one that is left out does not compile, and fails. */
  readonly asked: Readonly<Record<Operation, AskedHere>>;
  readonly fields: Fields;
};

/** One row of the generated cases. */
export type AccessCase = { readonly operation: string; readonly caller: string; readonly expected: string };

type Played = AccessCase & { readonly heard: string; readonly faults: readonly string[] };
type PlayedWhole = { readonly played: Played; readonly shown: readonly string[]; readonly isJson: boolean };
/** What became of the cases. */
export type AccessPlayed = {
  of(one: AccessCase): Played | undefined;
  /** Groups that a row names and no answer to its operation showed to anybody: one line each. Answers that are no JSON are not looked into. */
  readonly unshown: readonly string[];
};
type Stage = { readonly service: InMemory; readonly issuer: Issuer };
type Turn = AccessCase & { readonly asker: Asker; readonly route: Route; readonly asked: AskedHere };

const turnsOf = <Operation extends string>(scene: AccessScene<Operation>): readonly Turn[] =>
  routesOf(scene.controllers).flatMap((route) => {
    const operation = route.operation?.name ?? route.at;
    const asked = (scene.asked as Readonly<Record<string, AskedHere>>)[operation];
    const row = scene.table[operation];
    if (asked === undefined || row === undefined) throw new Error(`${operation} takes no part: say how it is asked`);
    return everyAsker(scene.people).map((asker) => {
      const told = expectedOf(row, asker, asked, asked.relations?.[asker.name] ?? []);
      const expected = told === '404 not-found' ? (asked.missing ?? told) : told;
      return { operation, caller: asker.name, expected, asker, route, asked };
    });
  });

/** Every operation × every caller, with what the table says that they hear. @throws Error where an operation takes no part */
export const accessCases = <Operation extends string>(scene: AccessScene<Operation>): readonly AccessCase[] =>
  turnsOf(scene).map(({ operation, caller, expected }) => ({ operation, caller, expected }));

const tokenOf = (issuer: Issuer, { token, organization, roles, email, name }: Asker): Promise<string> | undefined => {
  if (token === 'none') return undefined;
  return issuer.token({
    sub: email ?? name,
    org: organization === 'this' ? 'acme' : 'another',
    roles,
    ...(email === undefined ? {} : { email }),
    ...(token === 'expired' ? { expiresIn: -120 } : {}),
  });
};

const anId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** The same request about things that there are not. */
const aboutNothing = (sound: Sound): Sound =>
  JSON.parse(JSON.stringify(sound).replace(anId, () => randomUUID())) as Sound;

const wordOf = ({ status, text }: Heard): string => {
  if (status < 300) return 'done';
  const { type = '' } = JSON.parse(text) as { readonly type?: string };
  return `${status} ${type.replace('urn:telemachy:problem:', '')}`;
};

const jsonOf = ({ headers, text }: Heard): unknown =>
  String(headers['content-type']).includes('json') && text !== '' ? JSON.parse(text) : {};

const play = async (scene: AccessScene<string>, turn: Turn, stage: Stage, sound: Sound): Promise<PlayedWhole> => {
  const { operation, caller, expected, asker, route, asked } = turn;
  const token = await tokenOf(stage.issuer, asker);
  const correlationId = randomUUID();
  const send = (one: Sound): Promise<Heard> => {
    const { path: url, headers, body } = requestOf(route, one);
    return stage.service.send({
      method: route.method,
      url,
      token,
      headers: { ...headers, 'x-correlation-id': correlationId },
      body,
    });
  };
  const heard = await send(sound);
  const faults: string[] = [];
  const shown: string[] = [];
  if (expected.startsWith('404') || expected === '403 not-a-person') {
    const nothing = await send(aboutNothing(sound));
    // When it was answered is the one thing that differs.
    const [there, gone] = [heard, nothing].map((one) =>
      JSON.stringify({ ...one, headers: { ...one.headers, date: '' } }),
    );
    if (there !== gone) faults.push(`tells that there is something: ${there} but ${gone}`);
  }
  if (wordOf(heard) === 'done') {
    const row = scene.table[operation] ?? {};
    const grants = grantsOf(row, asker, asked.about, asked.relations?.[caller] ?? []);
    const everybody = ['public', 'signed-in'].filter((who) => who in row);
    const reads = [...everybody, ...grants].flatMap(
      (who) => (row as Readonly<Record<string, readonly string[]>>)[who] ?? [],
    );
    const answer = jsonOf(heard);
    const { groups, faults: surplus } = shownIn(answer, { fields: scene.fields, operation, caller, reads });
    faults.push(...surplus);
    shown.push(...groups);
    const { items = [] } = answer as { readonly items?: readonly unknown[] };
    if (asker.organization === 'another' && items.length > 0)
      faults.push('shows another organization what is not theirs');
  }
  const isJson = String(heard.headers['content-type']).includes('json');
  return { played: { operation, caller, expected, heard: wordOf(heard), faults }, shown, isJson };
};

const unshownOf = (table: AccessTable, all: readonly PlayedWhole[]): readonly string[] =>
  Object.entries(table).flatMap(([operation, row]) => {
    const answers = all.filter(({ played }) => played.operation === operation && played.heard === 'done');
    if (answers.some(({ isJson }) => !isJson)) return [];
    const shown = new Set(answers.flatMap(({ shown: groups }) => groups));
    const named = new Set(Object.values(row as Readonly<Record<string, readonly string[]>>).flat());
    return [...named].filter((group) => !shown.has(group)).map((group) => `${operation} shows nobody "${group}"`);
  });

/** Plays all cases at once, each about a thing of its own. */
export const playAccess = async <Operation extends string>(
  scene: AccessScene<Operation>,
  stage: Stage,
): Promise<AccessPlayed> => {
  const playing: Promise<PlayedWhole>[] = [];
  for (const turn of turnsOf(scene)) {
    const example = turn.route.operation === undefined ? {} : (exampleOf(turn.route.operation, new Date()) ?? {});
    const { email } = turn.asker;
    const sound = await turn.asked.request(example, email === undefined ? undefined : turn.caller);
    playing.push(play(scene, turn, stage, sound));
  }
  const all = await Promise.all(playing);
  const byName = new Map(all.map(({ played }) => [`${played.operation} ${played.caller}`, played]));
  return {
    of: ({ operation, caller }) => byName.get(`${operation} ${caller}`),
    unshown: unshownOf(scene.table, all),
  };
};
