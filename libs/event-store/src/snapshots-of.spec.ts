import { describe, expect, it } from '@jest/globals';
import type { Decider } from '@telemachy/kernel';
import { accept } from '@telemachy/kernel';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { commandHandler } from './command-handler.ts';
import { memoryEventStore } from './memory/memory-event-store.ts';
import type { EventStore } from './port.ts';
import { snapshotsOf } from './snapshots-of.ts';
import { aCommand, aTenant, progressed, sampleSchemas } from './testing/sample.ts';

type Progressed = { type: 'sample.goal-progressed.v1'; data: { goalId: string; value: number } };
type Sum = { readonly total: number; readonly last?: number | undefined };
const sum: Decider<Sum, { by: number }, Progressed, never> = {
  initial: { total: 0 },
  decide: ({ by }) => (by === 0 ? accept() : accept(progressed(by) as Progressed)),
  evolve: ({ total }, { data }) => ({ total: total + data.value, last: undefined }),
};
const schema = z.object({ total: z.number(), last: z.number().optional() });
const meta = { correlationId: 'c-1', actor: 'a-1' };

/** A store that notes how many facts each load brought. */
const watched = () => {
  const store = memoryEventStore({ schemas: sampleSchemas });
  const read: number[] = [];
  const noting = async <Loaded extends { facts: readonly unknown[] }>(loading: Promise<Loaded>): Promise<Loaded> => {
    const loaded = await loading;
    read.push(loaded.facts.length);
    return loaded;
  };
  const watching: EventStore = {
    ...store,
    load: (...of) => noting(store.load(...of)),
    loadFromSnapshot: (...of) => noting(store.loadFromSnapshot(...of)),
  };
  return { store: watching, read };
};

const given = ({ over = {}, at = randomUUID(), ...of } = {} as { over?: object; at?: string; store?: EventStore }) => {
  const { store: own, read } = watched();
  const store = of.store ?? own;
  const faults: unknown[] = [];
  const longStreams = snapshotsOf({ decider: sum, schema, every: 10, onFault: (fault) => faults.push(fault), ...over });
  const handler = commandHandler({ store, kind: 'sum', decider: sum, longStreams });
  const add = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      await handler.handle({ tenant: aTenant, id: at, command: { by: 1 }, identity: aCommand(), meta });
      await longStreams.settled();
    }
  };
  const total = async () => (await handler.load(aTenant, at)).state.total;
  return { store, read, faults, longStreams, handler, add, total, at };
};

describe('Snapshots', () => {
  it('leave no more to read than what came since the last one', async () => {
    const { add, read, total } = given();
    await add(35);
    expect(Math.max(...read)).toBe(9);
    read.length = 0;
    expect(await total()).toBe(35);
    expect(read).toEqual([5]);
  });

  it('are kept of a long stream as soon as it is met', async () => {
    const { store, at, add } = given();
    await add(9);
    const later = given({ store, at, over: { every: 5 } });
    expect(await later.total()).toBe(9);
    await later.longStreams.settled();
    const { snapshot } = await store.loadFromSnapshot(aTenant, `sum-${at}`, later.longStreams.form);
    expect(snapshot).toEqual({ version: 9, state: { total: 9 } });
  });

  it('change nothing but speed when they are lost', async () => {
    const { store, add, at } = given();
    await add(25);
    const none: EventStore = { ...store, loadFromSnapshot: store.load };
    expect(await given({ store: none, at }).total()).toBe(25);
  });

  it('are not read by a handler that makes the state otherwise', () => {
    const forms = [
      {},
      { version: 2 },
      { schema: schema.extend({ more: z.string().optional() }) },
      { decider: { ...sum, initial: { total: 1 } } },
      { decider: { ...sum, evolve: (state: Sum) => state } },
    ].map((over) => given({ over }).longStreams.form);
    expect(new Set(forms).size).toBe(forms.length);
    expect(given().longStreams.form).toBe(forms[0]);
  });

  it('that the schema refuses are passed over', async () => {
    const { store, at, add, longStreams, total } = given();
    await add(12);
    const { head } = await store.load(aTenant, `sum-${at}`);
    await store.keepSnapshot(head, longStreams.form, { total: 'twelve' });
    expect(await total()).toBe(12);
  });

  it('are not kept where the schema loses something of the state, and the commands go on', async () => {
    const { add, faults, total } = given({ over: { schema: z.object({ last: z.number().optional() }) } });
    await add(11);
    expect(await total()).toBe(11);
    expect(faults[0]).toMatchObject({ name: 'SnapshotUnfit' });
    expect(String(faults[0])).toContain('is not what its schema gives back: correct the schema');
  });

  it('that cannot be written disturb no command', async () => {
    const { store, at } = given();
    const broken: EventStore = { ...store, keepSnapshot: () => Promise.reject(new Error('disk full')) };
    const { add, faults, total } = given({ store: broken, at });
    await add(12);
    expect(await total()).toBe(12);
    expect(faults.map(String)).toContain('Error: disk full');
  });

  it('keep no command waiting', async () => {
    const { store, at } = given();
    const slow: EventStore = { ...store, keepSnapshot: () => new Promise(() => {}) };
    const { handler } = given({ store: slow, at, over: { every: 1 } });
    for (let time = 0; time < 5; time += 1)
      await handler.handle({ tenant: aTenant, id: at, command: { by: 1 }, identity: aCommand(), meta });
    expect((await handler.load(aTenant, at)).version).toBe(5);
  });

  it('let a repeated command be answered from its commit', async () => {
    const { handler, add, at } = given();
    const identity = aCommand();
    const once = { tenant: aTenant, id: at, command: { by: 1 }, identity, meta };
    await handler.handle(once);
    await add(25);
    expect(await handler.handle(once)).toMatchObject({ accepted: true, repeated: true, version: 1 });
  });
});
