import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { developmentToken } from '@telemachy/infra/client';
import type { PlatformFile } from '@telemachy/infra/platform';
import { peopleIn } from '../chaos/faults/stage/people.ts';
import { canary, searchFor, type Search } from './canaries/forms.ts';
import { searchBackup, searchKafka, searchLogs, searchMetrics, searchMongo, searchRoutes } from './canaries/places.ts';
import { playWith, readBack, type Played } from './canaries/play.ts';
import { runningPlatform, takeBackup } from './running.ts';

const org = `canary-${randomUUID().slice(0, 13)}`;
const words = { secret: canary(), open: canary() };
/** What HR and the people themselves say of each: shown to whom the table of access lets, and kept sealed. */
const personal = { lastName: canary(), title: canary(), characteristics: canary() };
const kept = [words.secret, ...Object.values(personal)];
/** What a service tells of itself without saying of whom. */
const route = '/v1/goals/:id/check-in';
const services = ['matching', 'scheduling', 'goals', 'notification'] as const;

let platform: PlatformFile;
let played: Played;
let folder: string;

/** Words that must be there are found by the very search that must not find the private ones. */
const searching = async (open: string, look: (search: Search) => Promise<unknown>): Promise<readonly string[]> => {
  const search = searchFor([words.secret, open]);
  await look(search);
  expect(search.found(words.secret)).toEqual([]);
  return search.found(open);
};
/** The same of all that is sealed, where nobody was asked for anything. */
const searchingPlace = async (open: string, look: (search: Search) => Promise<unknown>): Promise<readonly string[]> => {
  const search = searchFor([...kept, open]);
  await look(search);
  expect(kept.flatMap((said) => search.found(said))).toEqual([]);
  return search.found(open);
};

beforeAll(async () => {
  platform = await runningPlatform();
  folder = await mkdtemp(join(tmpdir(), 'telemachy-canaries-'));
  played = await playWith(platform.addresses, org, await peopleIn(folder, 4, personal), words);
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

describe('what two people say to each other', () => {
  it('is read by them', async () => {
    const read = await readBack(played.mentee, played.ids);
    for (const what of ['what I aim at', 'unit', 'step', 'moved', 'in the way', 'smaller', 'why', 'reflection'])
      expect(read).toContain(`${words.secret} ${what}`);
    for (const what of ['agenda', 'why it moves', 'why it is off', 'purpose', 'confidentiality'])
      expect(read).toContain(`${words.secret} ${what}`);
  });

  const askAll = async (as: string, search: Search): Promise<number> => {
    const { access_token: token } = await developmentToken(platform.addresses.issuer, as, org);
    const ids = Object.values(played.ids);
    const answered = await Promise.all(
      services.map((service) => searchRoutes(platform.addresses[service], { as, token, ids }, search)),
    );
    return answered.reduce((sum, one) => sum + one, 0);
  };
  it('is found by asking every route as one of them', async () => {
    const search = searchFor([words.secret]);
    await askAll(`person:${played.menteeEmail}`, search);
    expect(search.found(words.secret).join()).toContain('/v1/goals');
  }, 120_000);

  it.each<[string, () => string]>([
    ['coordinator', () => words.open],
    ['org-admin', () => words.open],
    ['analyst', () => played.ids['meeting'] ?? ''],
    ['auditor', () => 'urn:telemachy:problem:'],
  ])(
    'is on no route for the role %s',
    async (as, visible) => {
      const found = await searching(visible(), (search) => askAll(as, search));
      expect(found).not.toEqual([]);
    },
    120_000,
  );

  it('stands beside names and HR facts for a coordinator, who reads no sensitive answer', async () => {
    const search = searchFor(Object.values(personal));
    await askAll('coordinator', search);
    expect(search.found(personal.lastName)).not.toEqual([]);
    expect(search.found(personal.title)).not.toEqual([]);
    expect(search.found(personal.characteristics)).toEqual([]);
  }, 120_000);

  it('lies in no collection of any database, the log of their operations with them', async () => {
    let names: readonly string[] = [];
    const found = await searchingPlace(words.open, async (search) => {
      names = await searchMongo(platform.mongoUri, search);
    });
    expect(names).toEqual(expect.arrayContaining(['local.oplog.rs', 'telemachy_keys.subjects']));
    const places = found.map((place) => place.replace(/ \(.*/, ''));
    expect(places).toEqual(expect.arrayContaining(['local.oplog.rs', 'telemachy_matching.commits']));
  }, 120_000);

  it('is in no record of any topic', async () => {
    const found = await searchingPlace(words.open, (search) => searchKafka(platform.kafkaBrokers, search));
    expect(found.join()).toContain('matching.events');
  }, 150_000);

  it('is in no backup, stores and keys together', async () => {
    const backup = join(folder, 'backup');
    let files: readonly string[] = [];
    await takeBackup(platform, backup);
    const found = await searchingPlace(words.open, async (search) => {
      files = await searchBackup(backup, search);
    });
    const held = services.flatMap((service) => [`${service}/commits.ndjson.gz`, `${service}/audit.ndjson.gz`]);
    expect(files).toEqual(expect.arrayContaining([...held, 'keys/subjects.ndjson.gz', 'manifest.json']));
    expect(found.join()).toContain('matching/commits.ndjson.gz');
  }, 120_000);

  it('is in no log', async () => {
    const found = await searchingPlace(org, (search) => searchLogs(platform.logDir, search));
    for (const service of services) expect(found.join()).toContain(service);
  });

  it('is in no metric', async () => {
    const found = await searchingPlace(route, (search) => searchMetrics(platform.adminAddresses, search));
    expect(found.join()).toContain('goals');
  });

  it('is in no mail', async () => {
    const mails = async (search: Search): Promise<void> => {
      const { mail } = platform.addresses;
      for (const { id } of (await (await fetch(`${mail}/email`)).json()) as readonly { id: string }[])
        search.into('mail', await (await fetch(`${mail}/email/${encodeURIComponent(id)}`)).text());
    };
    expect(await searching('mentor.0@chaos.example', mails)).not.toEqual([]);
  }, 120_000);
});
