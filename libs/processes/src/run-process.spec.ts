import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { silent } from '@telemachy/event-log';
import { StoreUnavailable } from '@telemachy/event-store';
import { parkedStreams } from '@telemachy/projections';
import type { Running } from '@telemachy/projections';
import { eventually } from '@telemachy/testing';
import { reactionsCollection } from './pending-reaction.ts';
import { runProcess } from './run-process.ts';
import type { Dispatch, Dispatched } from './run-process.ts';
import { append, stack } from './stack.fixture.ts';
import { timerIdOf } from './timer-requests.ts';

type Command = { readonly type: string; readonly meetingId: string; readonly n: number };
const noon = '2030-12-01T12:00:00Z';

describe('a running process', () => {
  let here: Awaited<ReturnType<typeof stack>>;
  let running: Running[];
  let sent: { command: Command; id: string; meta: object; tenant: string }[];
  let fault: (command: Command) => Dispatched | undefined;
  const meeting = randomUUID();

  beforeEach(async () => {
    here = await stack();
    running = [];
    sent = [];
    fault = () => undefined;
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await here.close();
  });

  const dispatch: Dispatch<Command> = async (command, { id }, meta, tenant) => {
    const answer = fault(command);
    sent.push({ command, id, meta, tenant });
    return answer ?? { outcome: 'done' };
  };
  const run = async (remind = here.remind): Promise<Running> => {
    const { store, documents, log } = here;
    const options = { service: 'notes', process: remind, dispatch, store, documents, logger: silent };
    const one = await runProcess({ ...options, log });
    running.push(one);
    return one;
  };
  const commands = () => sent.map(({ command }) => command);
  const pending = () => here.documents.find(reactionsCollection, {});
  const timerFacts = async () =>
    (await here.store.load('org', `timer-${timerIdOf({ process: 'remind', instance: meeting }, 'reminder')}`)).facts;

  it('turns a fact into a command, under an identity and meta that come from the fact', async () => {
    await run();
    await append(here.store, meeting, here.booked(meeting, noon));
    await eventually(() => expect(commands()).toEqual([{ type: 'announce', meetingId: meeting, n: 0 }]));
    const [fact] = await here.store.readAll(0, 1);
    expect(sent[0]).toMatchObject({
      tenant: 'org',
      meta: { correlationId: 'correlation', causationId: fact?.id, actor: 'process:remind' },
    });
    await eventually(async () => expect(await pending()).toEqual([]));
  });

  it('sends it once although the fact is delivered twice', async () => {
    await append(here.store, meeting, here.booked(meeting, noon));
    await eventually(() => expect(here.log.records(here.topic).flat()).toHaveLength(1));
    const [record] = here.log.records(here.topic).flat();
    const headers: Record<string, string> = {};
    for (const name of [
      'ce_id',
      'ce_type',
      'ce_tenantid',
      'ce_subject',
      'ce_streamversion',
      'ce_sequence',
      'ce_partitionseq',
    ])
      headers[name] = record?.header(name) ?? '';
    const again = { partition: record?.partition ?? 0, key: record?.key ?? '', value: record?.value ?? '', headers };
    await here.log.produce(here.topic, [again, again]);
    await run();
    await append(here.store, meeting, here.cancelled(meeting));
    await eventually(() => expect(commands().map(({ type }) => type)).toEqual(['announce', 'withdraw']));
  });

  it('reacts to the state before the fact, and remembers', async () => {
    await run();
    for (const n of [1, 2, 3]) await append(here.store, meeting, here.booked(meeting, noon, n));
    await eventually(() => expect(commands().map(({ n }) => n)).toEqual([0, 1, 2]));
    expect(await here.documents.find('remind.v1', {})).toEqual([
      { _id: `org|${meeting}`, tenant: 'org', state: { heard: 3 } },
    ]);
  });

  it('keeps the same identity when it has to send again, and never gives up on a store that is down', async () => {
    let failures = 6;
    fault = () => {
      failures -= 1;
      if (failures >= 0) throw new StoreUnavailable('down');
      return undefined;
    };
    const tried: string[] = [];
    const { store, documents, remind, log } = here;
    const noting: Dispatch<Command> = (command, identity, meta, tenant) => {
      tried.push(identity.id);
      return dispatch(command, identity, meta, tenant);
    };
    running.push(
      await runProcess({ service: 'notes', process: remind, dispatch: noting, store, documents, log, logger: silent }),
    );
    await append(here.store, meeting, here.booked(meeting, noon));
    await eventually(() => expect(sent).toHaveLength(1), 15_000);
    expect(tried).toHaveLength(7);
    expect(new Set(tried).size).toBe(1);
  }, 20_000);

  it('does what it had decided when it comes back after a crash', async () => {
    fault = () => {
      throw new StoreUnavailable('down');
    };
    const one = await run();
    await append(here.store, meeting, here.booked(meeting, noon));
    await eventually(async () => expect(await pending()).toHaveLength(2));
    await one.stop();
    expect(sent).toEqual([]);
    fault = () => undefined;
    await run();
    await eventually(() => expect(commands()).toEqual([{ type: 'announce', meetingId: meeting, n: 0 }]));
    await eventually(async () => expect(await pending()).toEqual([]));
  });

  it('decides once, and does not lose it, when the database fails at any moment', async () => {
    let seed = 11;
    here.documents.faults = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      if (seed % 7 === 0) throw new Error('the database hiccups');
    };
    await run();
    for (let n = 20; n < 40; n += 1) await append(here.store, meeting, here.booked(meeting, noon, n));
    const ids = () => new Map(sent.map(({ id, command }) => [id, command.n]));
    await eventually(() => expect(ids().size).toBe(20), 20_000);
    expect([...ids().values()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    for (const { id, command } of sent) expect(command.n).toBe(ids().get(id));
  }, 30_000);

  it('takes a refusal for an outcome', async () => {
    fault = () => ({ outcome: 'refused', refusal: 'meeting-over' });
    const one = await run();
    await append(here.store, meeting, here.booked(meeting, noon), here.cancelled(meeting));
    await eventually(() => expect(sent).toHaveLength(2));
    await eventually(async () => expect(await pending()).toEqual([]));
    expect(one.status()).toMatchObject({ retrying: [], parked: 0 });
  });

  it('gives a command up that keeps throwing, with the reason, and goes on', async () => {
    fault = ({ type }) => {
      if (type === 'announce') throw new TypeError('a bug');
      return undefined;
    };
    const one = await run();
    await append(here.store, meeting, here.booked(meeting, noon), here.cancelled(meeting));
    await eventually(() => expect(commands().map(({ type }) => type)).toEqual(['withdraw']), 10_000);
    await eventually(async () =>
      expect(await pending()).toMatchObject([{ state: 'parked', reason: 'TypeError: a bug', instance: meeting }]),
    );
    expect(one.status().retrying).toEqual([]);
  }, 15_000);

  it('says what it says instead of a command that was given up, before it goes on', async () => {
    fault = ({ type }) => {
      if (type === 'announce') throw new TypeError('a bug');
      return undefined;
    };
    await run({
      ...here.remind,
      whenGivenUp: (command) => (command.type === 'announce' ? { ...command, type: 'remind' } : undefined),
    });
    await append(here.store, meeting, here.booked(meeting, noon), here.cancelled(meeting));
    await eventually(() => expect(commands().map(({ type }) => type)).toEqual(['remind', 'withdraw']), 10_000);
    await eventually(async () => expect(await pending()).toMatchObject([{ state: 'parked' }]));
  }, 15_000);

  it('sets the stream aside whose fact it cannot handle, and goes on', async () => {
    const other = randomUUID();
    await run();
    await append(here.store, meeting, here.booked(meeting, noon, 13), here.cancelled(meeting));
    await append(here.store, other, here.booked(other, noon));
    await eventually(() => expect(commands()).toMatchObject([{ type: 'announce', meetingId: other }]), 10_000);
    await eventually(async () =>
      expect(await parkedStreams(here.documents, { consumer: 'remind.v1' })).toMatchObject([
        { stream: `meeting-${meeting}`, reason: 'Error: 13 brings bad luck', facts: [{ version: 1 }, { version: 2 }] },
      ]),
    );
  }, 15_000);

  it('sets, moves and cancels timers as facts', async () => {
    await run();
    await append(here.store, meeting, here.booked(meeting, noon, 4));
    await eventually(async () => expect(await timerFacts()).toHaveLength(1));
    await append(here.store, meeting, here.booked(meeting, '2030-12-02T12:00:00Z', 5));
    await eventually(async () => expect(await timerFacts()).toHaveLength(2));
    await append(here.store, meeting, here.cancelled(meeting));
    await eventually(async () => expect(await timerFacts()).toHaveLength(3));
    const facts = await timerFacts();
    expect(facts.map(({ event }) => event.type)).toEqual([
      'notes.timer-set.v1',
      'notes.timer-set.v1',
      'notes.timer-cancelled.v1',
    ]);
    expect(facts[1]).toMatchObject({
      actor: 'process:remind',
      event: { data: { process: 'remind', instance: meeting, name: 'reminder', payload: { n: 5 } } },
    });
  });
});
