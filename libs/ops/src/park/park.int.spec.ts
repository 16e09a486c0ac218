import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { kafkaEventLog, mongoProgress, silent, startPublisher } from '@telemachy/event-log';
import { mongoEventStore, prepareEventStore, startSequencer, type EventStore } from '@telemachy/event-store';
import type { Fact, Process } from '@telemachy/kernel';
import { mongoDocuments, runProjection } from '@telemachy/projections';
import { eventually } from '@telemachy/testing';
import type { Document } from 'mongodb';
import { answersTo, type Ask } from '../answers-to.ts';
import { readCommand } from '../command.ts';
import { openInstallation, type Installation } from '../installation.ts';
import { printed } from '../print/printed.ts';
import { missedGoals, missGoal } from '../rebuild/missed-goals.fixture.ts';
import type { Registration } from '../registration.ts';
import { verify } from '../verify/verify.ts';
import { foldedBy } from './folded-by.ts';
import { park, type ParkAnswer } from './park.ts';
import { readPark } from './read-park.ts';

jest.setTimeout(120_000);
const reason = 'It was recorded by mistake.';

describe('what the consumers of services have set aside', () => {
  let installation: Installation;
  let store: EventStore;
  let ends: (() => Promise<unknown>)[];
  /** Streams that the projections cannot fold, and why. */
  let poison: Map<string, string>;

  const picky: typeof missedGoals = {
    ...missedGoals,
    apply: (document, fact) => {
      const why = poison.get(`${fact.stream}@${fact.version}`);
      if (why !== undefined) throw new Error(why);
      return missedGoals.apply(document, fact);
    },
  };
  const tell: Process<object, Fact, { readonly type: string }> = {
    name: 'tell',
    version: 1,
    hears: ['goals.goal-missed.v1'],
    initial: {},
    correlate: () => undefined,
    react: () => [],
    evolve: (state) => state,
  };
  const goals: Registration = { service: { name: 'goals', projections: [{ projection: picky }] }, processes: [tell] };
  const others: Registration = {
    service: {
      name: 'matching',
      projections: [{ projection: { ...missedGoals, name: 'all' } }, { projection: { ...picky, name: 'same' } }],
    },
  };
  const registrations = [goals, others];

  beforeEach(async () => {
    const unique = Math.random().toString(36).slice(2, 8);
    installation = await openInstallation({
      ...process.env,
      TELEMACHY_DATABASE_PREFIX: `park_${unique}_`,
      TELEMACHY_TOPIC_PREFIX: `park-${unique}.`,
    });
    poison = new Map();
    const db = installation.databaseOf('goals');
    const { topicOf } = installation;
    const topic = topicOf('goals');
    const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');
    const log = kafkaEventLog({ brokers, clientId: `park-${unique}`, logger: silent });
    await prepareEventStore(db);
    store = mongoEventStore({ db });
    await log.ensureTopics([{ topic, partitions: 3 }]);
    const publisher = startPublisher({
      service: 'goals',
      topic,
      store,
      log,
      progress: mongoProgress(db),
      logger: silent,
    });
    const sequencer = startSequencer({ db, owner: 'spec', onSequenced: publisher.wake });
    ends = [() => log.close(), () => sequencer.stop(), () => publisher.stop()];
    for (const { service } of registrations)
      for (const { projection } of service.projections) {
        const documents = mongoDocuments(installation.databaseOf(service.name));
        const running = await runProjection({
          service: service.name,
          projection,
          log,
          documents,
          logger: silent,
          topicOf,
        });
        ends.push(running.stop);
      }
  });
  afterEach(async () => {
    for (const end of ends.toReversed()) await end();
    for (const { service } of registrations) await installation.databaseOf(service.name).dropDatabase();
    await installation.close();
  });

  /** As the command does, with the services' entries in this process. */
  const ask: Ask = async (service, [verb, ...words], input) => {
    const registration = service === 'goals' ? goals : others;
    if (verb === 'folded-by') return [await foldedBy(registration, installation, JSON.parse(input ?? ''))];
    return [await park(registration, installation, readPark(words), 2_000)];
  };
  const ops = async (line: string, ...more: string[]) => {
    const command = readCommand([...line.split(' '), ...more], ['goals', 'matching']);
    const answers = await answersTo(command, ask, ['goals', 'matching']);
    return { answers: answers as ParkAnswer[], ...printed(command, answers) };
  };
  const groups = async () =>
    (await ops('park list')).answers.flatMap((answer) =>
      answer.did === 'list' ? answer.groups.map((group) => ({ service: answer.service, ...group })) : [],
    );
  /** Three goals that `missed` and `same` cannot fold: two alike, one by itself; two facts of each wait. */
  const parkThree = async () => {
    const first = await missGoal(store, 0);
    const second = await missGoal(store, 1);
    const third = await missGoal(store, 2);
    poison.set(`${first.stream}@2`, `nobody knows ${randomUUID()}`);
    poison.set(`${second.stream}@2`, `nobody knows ${randomUUID()}`);
    poison.set(`${third.stream}@2`, 'it is full');
    for (const count of [0, 1, 2, 0, 1, 2]) await missGoal(store, count);
    await eventually(async () => {
      const counted = (await groups()).map(({ service, count, facts }) => [service, count, facts]);
      expect(counted).toEqual([
        ['goals', 2, 4],
        ['goals', 1, 2],
        ['matching', 2, 4],
        ['matching', 1, 2],
      ]);
    }, 30_000);
    return { first, second, third };
  };
  const verified = async (registration: Registration) =>
    (await verify(registration, installation, 8)).readModels.map(({ consumer, equal }) => [consumer, equal]);

  it('is listed by failure, and shown without a word of what facts say unless that is asked for', async () => {
    const { third } = await parkThree();
    const listed = await ops('park list');
    expect(listed).toMatchObject({
      holds: true,
      text: expect.stringMatching(/goals missed\.v1: 2 streams with 4 facts/),
    });
    const [, single] = await groups();
    const shown = await ops(`park show ${single?.group}`);
    expect(shown.text).toContain(`${third.stream}: goals.goal-missed.v1, version 2; 2 facts waiting`);
    expect(JSON.stringify(shown.answers)).not.toMatch(/Next\.|mentorshipId|missedAt/);
    const audited = installation.databaseOf('goals').collection<{ texts: readonly string[] }>('audit');
    expect(await audited.countDocuments()).toBe(0);
    const payload = await ops(`park show ${single?.group} --payload`);
    expect(payload.text).toContain('"reflection":"Next."');
    expect(JSON.parse((await audited.findOne())?.texts[0] ?? '')).toMatchObject({
      kind: 'private-read',
      actor: expect.stringMatching(/^operator:./),
      details: { operation: 'ops park show', group: single?.group, items: 1 },
    });
    const [pair] = await groups();
    expect((await ops(`park show ${pair?.group} --limit 1`)).text).toContain('… 1 more');
    expect(await ops('park show 00000000')).toMatchObject({
      holds: false,
      text: expect.stringMatching(/no such group/),
    });
  });

  it('is folded by whole groups once the code is mended, and the rest waits', async () => {
    await parkThree();
    const [pair, single] = await groups();
    const failing = await ops(`park retry ${pair?.group}`);
    expect(failing).toMatchObject({ holds: false, text: expect.stringMatching(/0 done; 2 STILL SET ASIDE/) });
    poison.clear();
    expect(await ops(`park retry ${pair?.group}`)).toMatchObject({
      holds: true,
      text: expect.stringMatching(/2 done$/),
    });
    expect((await groups()).map(({ group }) => group)).toContain(single?.group);
    expect((await ops('park retry --all')).holds).toBe(true);
    expect(await groups()).toEqual([]);
    expect(await ops('park list')).toMatchObject({ holds: true, text: 'nothing is parked' });
    for (const registration of registrations)
      for (const [, equal] of await verified(registration)) expect(equal).toBe(true);
  });

  it('goes on in every service once its fact is skipped, and who has folded the fact is named', async () => {
    const { first } = await parkThree();
    const [pair] = await groups();
    const skipped = await ops(`park skip ${pair?.group} --by spec --reason`, reason);
    expect(skipped).toMatchObject({ holds: true, text: expect.stringMatching(/goals missed\.v1: 2 done/) });
    expect(skipped.text.match(/rebuild \S+ \S+/g)).toEqual(['rebuild matching all']);
    const history = await store.history('north', first.stream);
    expect(history.map(({ counts }) => counts)).toEqual([true, false, true, true]);
    expect(history.at(-1)?.fact.event).toMatchObject({ data: { reason, by: 'spec', version: 2 } });
    // The marks let go of what the other service has set aside, without a command there.
    await eventually(async () => expect((await groups()).map(({ count }) => count)).toEqual([1, 1]), 20_000);
    poison.clear();
    await ops('park retry --all');
    expect(await verified(goals)).toEqual([
      ['missed.v1', true],
      ['pending-timers.v1', true],
    ]);
    expect(await verified(others)).toEqual([
      ['all.v1', false],
      ['same.v1', true],
    ]);
  });

  it('holds reactions, which wait for who carries them out, or are kept as not to be done', async () => {
    const reactions = installation.databaseOf('goals').collection<Document & { _id: string }>('reactions');
    const parked = { tenant: 'north', consumer: 'tell.v1', topic: 't', partition: 0, factId: randomUUID(), index: 0 };
    for (const _id of ['a', 'b'])
      await reactions.insertOne({
        _id,
        ...parked,
        instance: _id,
        state: 'parked',
        reason: 'TypeError: a bug',
        reaction: { kind: 'command', command: { type: 'send', words: 'secret' } },
      });
    const [group] = await groups();
    expect(group).toMatchObject({ kind: 'reaction', consumer: 'tell.v1', count: 2, about: ['send'] });
    const shown = await ops(`park show ${group?.group}`);
    expect(shown.text).toContain('north a: send, on fact');
    expect(JSON.stringify(shown)).not.toContain('secret');
    const retried = await ops(`park retry ${group?.group}`);
    expect(retried).toMatchObject({ holds: false, text: expect.stringMatching(/2 wait for the service/) });
    await reactions.updateMany({}, { $set: { state: 'parked', reason: 'TypeError: a bug' } });
    expect((await ops(`park skip ${group?.group} --by spec --reason`, reason)).holds).toBe(true);
    expect(await reactions.find().toArray()).toMatchObject([
      { state: 'skipped', skipped: { why: reason, by: 'spec' } },
      { state: 'skipped' },
    ]);
    expect(await groups()).toEqual([]);
  });
});
