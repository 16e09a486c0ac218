import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mongoAuditStorage } from '@telemachy/audit';
import { mongoEventStore, prepareEventStore, startSequencer } from '@telemachy/event-store';
import { Forgotten } from '@telemachy/privacy';
import { eventually } from '@telemachy/testing';
import { registration } from '../rebuild/missed-goals.fixture.ts';
import { verify } from '../verify/verify.ts';
import { readLines } from './lines.ts';
import { manifestName, type StoresManifest } from './manifest.ts';
import { aPair, aPlatform, tenant, type Platform } from './platform.fixture.ts';

jest.setTimeout(180_000);

describe('a backup of a platform', () => {
  let platforms: Platform[];
  let folder: string;
  let taken: string;
  const newPlatform = async (master?: string): Promise<Platform> => {
    const platform = await aPlatform(master);
    platforms.push(platform);
    return platform;
  };
  beforeEach(async () => {
    platforms = [];
    folder = await mkdtemp(join(tmpdir(), 'telemachy-backup-'));
    taken = join(folder, 'taken');
  });
  afterEach(async () => {
    for (const platform of platforms) await platform.end();
    await rm(folder, { recursive: true });
  });
  const manifest = async (): Promise<StoresManifest> =>
    JSON.parse(await readFile(join(taken, manifestName), 'utf8')) as StoresManifest;
  const isEqual = async ({ installation }: Platform): Promise<void> => {
    const { readModels } = await verify(registration, installation);
    expect(readModels).toMatchObject([{ consumer: 'missed.v1', equal: true, behind: 0, parked: 0 }]);
  };

  it('taken while it goes on is put into another one, which is as the first one was at that moment, and goes on', async () => {
    const one = await newPlatform();
    const pair = aPair();
    const key = await (await one.vault()).sealingKeyOf(tenant, pair);
    await one.start();
    await one.say(60);
    const enough = new AbortController();
    const saying = (async () => {
      while (!enough.signal.aborted) await one.say(5);
    })();
    const told = await one.ops(`backup ${taken}`);
    enough.abort();
    await saying;
    expect(told.holds).toBe(true);
    const goals = (await manifest()).services.find(({ service }) => service === 'goals');
    expect(goals?.position).toBeGreaterThan(0);

    const other = await newPlatform();
    expect((await other.ops(`restore ${taken} --without-tombstones`)).holds).toBe(true);
    expect(await other.position()).toBe(goals?.position);
    expect(await (await other.vault()).openingKeysOf(tenant, [pair])).toEqual([key]);
    await other.start();
    // What had no position yet at that moment gets one behind the others.
    const commits = goals?.files.find(({ collection }) => collection === 'commits')?.documents ?? 0;
    await other.reached(commits);
    await other.say(20);
    await eventually(async () => expect(await other.counted()).toBe(commits + 20), 30_000);
    await isEqual(other);
    const facts = (store: Platform) =>
      mongoEventStore({ db: store.installation.databaseOf('goals') }).readAll(0, goals?.position ?? 0);
    expect(await facts(other)).toEqual(await facts(one));
  });

  it('put back in the place of what came later gives positions of what was lost to what comes anew', async () => {
    const one = await newPlatform();
    await one.vault();
    await one.start();
    await one.say(30);
    await one.reached(30);
    await one.ops(`backup ${taken}`);
    await one.say(25);
    await one.reached(55);
    await eventually(async () => expect(await one.counted()).toBe(55), 30_000);
    await one.stop();
    await expect(one.ops(`restore ${taken}`)).rejects.toThrow(/not empty: backup_\w+_goals.*With --replace/);
    const told = await one.ops(`restore ${taken} --replace --without-tombstones`);
    expect(JSON.parse(told.text)).toMatchObject({ whole: true, readModels: ['goals missed.v1~2'] });
    expect(await one.position()).toBe(30);
    await one.start();
    await one.say(7);
    await one.reached(37);
    await eventually(async () => expect(await one.counted()).toBe(37), 30_000);
    await isEqual(one);
    // A second time: the topics of the first one are in nobody's way.
    await one.stop();
    expect((await one.ops(`restore ${taken} --replace --without-tombstones`)).holds).toBe(true);
    expect(await one.counted()).toBe(30);
  });

  it('tells in the audit that it was taken, and that it was put back', async () => {
    const one = await newPlatform();
    await one.vault();
    await one.start();
    await one.say(3);
    await one.ops(`backup ${taken}`);
    await one.stop();
    await one.ops(`restore ${taken} --replace --without-tombstones`);
    const entries: unknown[] = [];
    const storage = mongoAuditStorage(one.installation.databaseOf('goals'));
    for await (const { texts } of storage.blocks({ tenant, service: 'goals' }))
      entries.push(...texts.map((text) => JSON.parse(text) as unknown));
    expect(entries).toMatchObject([
      { kind: 'exported', details: { operation: 'backup' } },
      { kind: 'restored', details: { operation: 'restore', backup: (await manifest()).id } },
    ]);
  });

  describe('of which the keys', () => {
    it('of whoever was forgotten since do not come back: not where it was, and not elsewhere with the ledger', async () => {
      const one = await newPlatform();
      const [gone, stays] = [aPair(), aPair()];
      const vault = await one.vault();
      await vault.sealingKeyOf(tenant, gone);
      const key = await vault.sealingKeyOf(tenant, stays);
      await one.start();
      await one.ops(`backup ${taken}`);
      await one.stop();
      await vault.destroy(tenant, gone, new Date('2027-03-10T09:00:00Z'));
      await one.ops(`backup ${join(folder, 'newer')}`);

      await one.ops(`restore ${taken} --replace`);
      expect(await (await one.vault()).openingKeysOf(tenant, [gone, stays])).toEqual([undefined, key]);

      for (const ledger of [join(folder, 'newer', 'keys')]) {
        const other = await newPlatform();
        await expect(other.ops(`restore ${taken}`)).rejects.toThrow(
          /tells who was forgotten since .*--tombstones FILE/,
        );
        const told = await other.ops(`restore ${taken} --tombstones ${ledger}`);
        expect(JSON.parse(told.text)).toMatchObject({ whole: true, tombstones: 1, destroyed: 1 });
        const opened = await other.vault();
        expect(await opened.openingKeysOf(tenant, [gone, stays])).toEqual([undefined, key]);
        await expect(opened.sealingKeyOf(tenant, gone)).rejects.toThrow(Forgotten);
      }
    });

    it('hold no key that opens without the master key, which is not in them', async () => {
      const one = await newPlatform();
      const key = await (await one.vault()).sealingKeyOf(tenant, aPair());
      await one.start();
      await one.ops(`backup ${taken} --keys ${join(folder, 'elsewhere')}`);
      await expect(stat(join(taken, 'keys'))).rejects.toThrow(/ENOENT/);
      const held: string[] = [];
      for (const name of ['installation', 'organizations', 'subjects'])
        for await (const document of readLines(join(folder, 'elsewhere', `${name}.ndjson.gz`)))
          held.push(JSON.stringify(document));
      expect(held).toHaveLength(3);
      for (const secret of [key, Buffer.from('ab'.repeat(32), 'hex')])
        for (const form of ['base64', 'hex'] as const) expect(held.join()).not.toContain(secret.toString(form));
    });
  });

  describe('is not put back', () => {
    let one: Platform;
    beforeEach(async () => {
      one = await newPlatform();
      await (await one.vault()).sealingKeyOf(tenant, aPair());
      await one.start();
      await one.say(10);
      await one.reached(10);
      await one.ops(`backup ${taken}`);
      await one.stop();
    });
    const changedManifest = async (of: string, change: (manifest: Record<string, unknown>) => unknown) => {
      const file = join(of, manifestName);
      await writeFile(
        file,
        JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>)),
      );
    };
    const commits = () => join(taken, 'goals', 'commits.ndjson.gz');
    const damages: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
      [
        'with a byte that was changed',
        async () => {
          const bytes = await readFile(commits());
          bytes[40] = (bytes[40] ?? 0) ^ 1;
          await writeFile(commits(), bytes);
        },
        /goals\/commits\.ndjson\.gz was changed: its SHA-256 is another\. Use another copy/,
      ],
      ['that was cut off', async () => truncate(commits(), 40), /commits\.ndjson\.gz has 40 bytes, and had \d+/],
      ['with a file missing', async () => rm(commits()), /commits\.ndjson\.gz is missing/],
      [
        'that was not finished',
        async () => rm(join(taken, manifestName)),
        /holds no backup of stores, or one that was not finished/,
      ],
      [
        'with a manifest that is none',
        async () => writeFile(join(taken, manifestName), '{'),
        /manifest\.json is no JSON/,
      ],
      [
        'of a later format',
        () => changedManifest(taken, (all) => ({ ...all, format: 2 })),
        /is of format 2, and this release knows none above 1/,
      ],
      [
        'of event stores of a later format',
        () => changedManifest(taken, (all) => ({ ...all, storeFormat: 2 })),
        /event stores of format 2/,
      ],
      [
        'that is of another installation',
        () => changedManifest(taken, (all) => ({ ...all, services: (all['services'] as unknown[]).slice(1) })),
        /it is another one's backup/,
      ],
      [
        'with keys of an earlier one',
        () =>
          changedManifest(join(taken, 'keys'), (all) => ({
            ...all,
            id: '3f2a7a52-6a0b-4d1e-9d55-0a1c3c9f0b11',
            takenAt: '2020-01-01T00:00:00.000Z',
          })),
        /keys that are older lack those of whoever came since/,
      ],
      ['without its keys', () => rm(join(taken, 'keys'), { recursive: true }), /holds no backup of keys/],
    ];
    it.each(damages)('%s, and nothing was changed', async (_, damage, why) => {
      await damage();
      await one.say(1);
      await expect(one.ops(`restore ${taken} --replace --without-tombstones`)).rejects.toThrow(why);
      const kept = await one.installation.databaseOf('goals').collection('commits').countDocuments();
      expect(kept).toBe(11);
      await prepareEventStore(one.installation.databaseOf('goals'));
    });

    it('where another master key is in use', async () => {
      const other = await newPlatform('cd'.repeat(32));
      await expect(other.ops(`restore ${taken} --without-tombstones`)).rejects.toThrow(
        /are wrapped by the master key \w+, and \w+ was given/,
      );
    });

    it('while a service works', async () => {
      const db = one.installation.databaseOf('goals');
      const sequencer = startSequencer({ db, owner: 'spec' });
      await eventually(async () => expect(sequencer.status().role).toBe('leading'), 10_000);
      await expect(one.ops(`restore ${taken} --replace`)).rejects.toThrow(
        /goals is at work \(spec.*stop all processes/,
      );
      await sequencer.stop();
    });

    it('by halves: whoever starts meanwhile is refused, and the same command begins anew', async () => {
      const other = await newPlatform();
      const whole = await readFile(join(taken, manifestName));
      // The store of one service differs from what the manifest says: found when all else is there.
      await changedManifest(taken, (all) => ({
        ...all,
        services: (all['services'] as { readonly service: string; readonly position: number }[]).map((one_) =>
          one_.service === 'goals' ? { ...one_, position: 9 } : one_,
        ),
      }));
      const again = `restore ${taken} --replace --without-tombstones`;
      await expect(other.ops(again)).rejects.toThrow(/ends at 10, and the manifest says 9/);
      await expect(prepareEventStore(other.installation.databaseOf('goals'))).rejects.toMatchObject({
        why: 'unfinished-restore',
      });
      await expect(other.vault()).rejects.toThrow(/begun and not finished/);
      await writeFile(join(taken, manifestName), whole);
      // What the half of it brought does not count for a key database that tells who was forgotten.
      await expect(other.ops(`restore ${taken} --replace`)).rejects.toThrow(/tells who was forgotten/);
      expect((await other.ops(again)).holds).toBe(true);
      await prepareEventStore(other.installation.databaseOf('goals'));
      await other.vault();
    });
  });

  it('does not write into what is there', async () => {
    const one = await newPlatform();
    await one.vault();
    await one.start();
    await one.ops(`backup ${taken}`);
    await expect(one.ops(`backup ${taken}`)).rejects.toThrow(
      /is there already: each backup goes into a folder of its own/,
    );
  });
});
