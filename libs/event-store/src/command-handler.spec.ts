import { describe, expect, it } from '@jest/globals';
import type { Decider } from '@telemachy/kernel';
import { accept, refuse } from '@telemachy/kernel';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { commandHandler } from './command-handler.ts';
import { memoryEventStore } from './memory/memory-event-store.ts';
import type { EventStore } from './port.ts';
import { aCommand, aTenant, asked, progressed, sampleSchemas } from './testing/sample.ts';

type Progressed = { type: 'sample.goal-progressed.v1'; data: { goalId: string; value: number } };
type Add = { by: number };
type Sum = { total: number };

const sum: Decider<Sum, Add, Progressed, 'too-much'> = {
  initial: { total: 0 },
  decide: ({ by }, { total }) => {
    if (by === 13) throw new Error('a decider with a bug');
    if (by === 0) return accept();
    return total + by > 10 ? refuse('too-much') : accept(progressed(by) as Progressed);
  },
  evolve: ({ total }, { data }) => ({ total: total + data.value }),
};
const meta = { correlationId: 'c-1', actor: 'a-1' };
const given = (store: EventStore = memoryEventStore({ schemas: sampleSchemas })) => {
  const handler = commandHandler({ store, kind: 'sum', decider: sum, retries: 10, waitBefore: async () => {} });
  return { store, handler, at: { tenant: aTenant, id: randomUUID(), meta } };
};

describe('Handling a command', () => {
  it('decides on what the stream says and appends the facts that follow', async () => {
    const { handler, at } = given();
    await handler.handle({ ...at, command: { by: 4 }, identity: aCommand() });
    expect(await handler.handle({ ...at, command: { by: 5 }, identity: aCommand() })).toMatchObject({
      accepted: true,
      repeated: false,
      version: 2,
      state: { total: 9 },
      commit: { version: 2, stream: `sum-${at.id}` },
    });
    expect(await handler.handle({ ...at, command: { by: 2 }, identity: aCommand() })).toEqual({
      accepted: false,
      why: 'refused',
      refusal: 'too-much',
    });
    expect(await handler.load(aTenant, at.id)).toEqual({ state: { total: 9 }, version: 2 });
  });

  it('answers the same command with its commit, even where it would be refused, stale or a crash by now', async () => {
    const { handler, at } = given();
    const identity = aCommand();
    const once = { ...at, command: { by: 8 }, identity, answer: (_: unknown, { total }: Sum) => ({ total }) };
    const first = await handler.handle(once);
    expect(first).toMatchObject({ accepted: true, answer: { total: 8 } });
    const again = { accepted: true, repeated: true, version: 1, answer: { total: 8 }, state: undefined };
    expect(await handler.handle(once)).toMatchObject(again);
    expect(await handler.handle({ ...once, expectedVersion: 0 })).toMatchObject(again);
    expect(await handler.handle({ ...once, command: { by: 13 } })).toMatchObject(again);
    expect(await handler.handle({ ...once, command: { by: 0 } })).toMatchObject(again);
  });

  it('refuses a command id that comes with another body', async () => {
    const { handler, at } = given();
    const identity = aCommand();
    await handler.handle({ ...at, command: { by: 1 }, identity });
    const other = { ...identity, bodyHash: aCommand('other').bodyHash };
    expect(await handler.handle({ ...at, command: { by: 1 }, identity: other })).toEqual({
      accepted: false,
      why: 'command-reused',
    });
  });

  it('is stale when the caller saw another version, and appends nothing', async () => {
    const { handler, at } = given();
    await handler.handle({ ...at, command: { by: 1 }, identity: aCommand() });
    expect(await handler.handle({ ...at, command: { by: 1 }, identity: aCommand(), expectedVersion: 0 })).toEqual({
      accepted: false,
      why: 'stale',
      version: 1,
    });
    expect(await handler.handle({ ...at, command: { by: 1 }, identity: aCommand(), expectedVersion: 1 })).toMatchObject(
      { accepted: true, version: 2 },
    );
  });

  it.each([-1, 0.5, 2 ** 53, Number.NaN])('refuses to expect the version %d, which no stream has', async (version) => {
    const { handler, at } = given();
    const asking = handler.handle({ ...at, command: { by: 1 }, identity: aCommand(), expectedVersion: version });
    await expect(asking).rejects.toMatchObject({ why: 'bad-version', field: 'expectedVersion' });
    expect((await handler.load(aTenant, at.id)).version).toBe(0);
  });

  it('accepts what changes nothing without a commit', async () => {
    const { handler, at } = given();
    const answer = (facts: readonly unknown[]) => facts.length;
    expect(await handler.handle({ ...at, command: { by: 0 }, identity: aCommand(), answer })).toEqual({
      accepted: true,
      commit: undefined,
      version: 0,
      repeated: false,
      answer: 0,
      state: { total: 0 },
    });
  });

  describe('that changes nothing, under a key of the caller', () => {
    it('is answered the same again, though it would change something by now', async () => {
      const { handler, at } = given();
      const identity = aCommand();
      const once = { ...at, identity, keyed: true, answer: (_: unknown, { total }: Sum) => ({ total }) };
      expect(await handler.handle({ ...once, command: { by: 0 } })).toMatchObject({ repeated: false, version: 0 });
      await handler.handle({ ...at, command: { by: 4 }, identity: aCommand() });
      expect(await handler.handle({ ...once, command: { by: 5 } })).toEqual({
        accepted: true,
        commit: undefined,
        version: 0,
        repeated: true,
        answer: { total: 0 },
        state: undefined,
      });
      expect((await handler.load(aTenant, at.id)).state.total).toBe(4);
    });

    it('keeps its id from another body', async () => {
      const { handler, at } = given();
      const identity = aCommand();
      await handler.handle({ ...at, command: { by: 0 }, identity, keyed: true });
      const other = { ...identity, bodyHash: aCommand('other').bodyHash };
      const reused = { accepted: false, why: 'command-reused' };
      expect(await handler.handle({ ...at, command: { by: 5 }, identity: other, keyed: true })).toEqual(reused);
      expect(await handler.handle({ ...at, command: { by: 0 }, identity: other, keyed: true })).toEqual(reused);
      expect((await handler.load(aTenant, at.id)).version).toBe(0);
    });

    it('leaves its id free where it was refused, so that it can be put right', async () => {
      const { handler, at } = given();
      const identity = aCommand();
      const refused = await handler.handle({ ...at, command: { by: 11 }, identity, keyed: true });
      expect(refused).toMatchObject({ accepted: false, why: 'refused' });
      const corrected = { ...identity, bodyHash: aCommand('corrected').bodyHash };
      expect(await handler.handle({ ...at, command: { by: 1 }, identity: corrected, keyed: true })).toMatchObject({
        accepted: true,
        version: 1,
      });
    });

    it('asks nothing more of the store where the caller made no key', async () => {
      const { store, at } = given();
      const asking = { unchangedOf: 0, keepUnchanged: 0 };
      const watched: EventStore = {
        ...store,
        unchangedOf: async () => void (asking.unchangedOf += 1) as undefined,
        keepUnchanged: async () => void (asking.keepUnchanged += 1) as undefined,
      };
      const handler = commandHandler({ store: watched, kind: 'sum', decider: sum });
      await handler.handle({ ...at, command: { by: 0 }, identity: aCommand() });
      await handler.handle({ ...at, command: { by: 1 }, identity: aCommand() });
      expect(asking).toEqual({ unchangedOf: 0, keepUnchanged: 0 });
    });
  });

  it('does not keep anybody in line for longer than they have patience: nothing is done, and asking again does it', async () => {
    const { store, at } = given();
    let waited: (() => void) | undefined;
    const slow: EventStore = {
      ...store,
      append: async (...args) => {
        await new Promise<void>((resolve) => (waited = resolve));
        return store.append(...args);
      },
    };
    const handler = commandHandler({ store: slow, kind: 'sum', decider: sum, patienceMs: 20 });
    const later = { ...at, command: { by: 2 }, identity: aCommand() };
    const first = handler.handle({ ...at, command: { by: 1 }, identity: aCommand() });
    const second = handler.handle(later);
    await pause(40);
    waited?.();
    expect(await first).toMatchObject({ accepted: true, version: 1 });
    expect(await second).toEqual({ accepted: false, why: 'contended' });
    const again = handler.handle(later);
    await pause(5);
    waited?.();
    expect(await again).toMatchObject({ accepted: true, repeated: false, version: 2 });
  });

  it('decides again when somebody else was quicker, so that ten at once add up', async () => {
    const { handler, at } = given();
    const all = await Promise.all(
      Array.from({ length: 10 }, () => handler.handle({ ...at, command: { by: 1 }, identity: aCommand() })),
    );
    expect(all.every(({ accepted }) => accepted)).toBe(true);
    expect((await handler.load(aTenant, at.id)).state.total).toBe(10);
  });

  it('gives up after its retries', async () => {
    const { store, at } = given();
    let appends = 0;
    const busy: EventStore = {
      ...store,
      append: async () => {
        appends += 1;
        return { outcome: 'conflict' };
      },
    };
    const handler = commandHandler({ store: busy, kind: 'sum', decider: sum, retries: 3, waitBefore: async () => {} });
    expect(await handler.handle({ ...at, command: { by: 1 }, identity: aCommand() })).toEqual({
      accepted: false,
      why: 'contended',
    });
    expect(appends).toBe(4);
  });

  it('says which claim is taken', async () => {
    const { handler, at } = given();
    const claims = (facts: readonly Progressed[], before: Sum, after: Sum) => [
      { kind: 'take', claim: `sum/${facts.length}/${before.total}/${after.total}` } as const,
    ];
    await handler.handle({ ...at, command: { by: 1 }, identity: aCommand(), claims });
    const other = { ...at, id: randomUUID() };
    expect(await handler.handle({ ...other, command: { by: 1 }, identity: aCommand(), claims })).toEqual({
      accepted: false,
      why: 'claim-taken',
      claim: { kind: 'take', claim: 'sum/1/0/1' },
      holder: `sum-${at.id}`,
    });
  });

  it('lets the fault of a decider through', async () => {
    const { handler, at } = given();
    await expect(handler.handle({ ...at, command: { by: 13 }, identity: aCommand() })).rejects.toThrow(
      'a decider with a bug',
    );
  });

  it('meets the stream that was written without it', async () => {
    const { store, handler, at } = given();
    const { head } = await store.load(aTenant, `sum-${at.id}`);
    await store.append(head, [progressed(3), progressed(4)], asked());
    expect(await handler.load(aTenant, at.id)).toEqual({ state: { total: 7 }, version: 2 });
    await expect(handler.load(aTenant, 'not-a-uuid')).rejects.toThrow('lower-case UUID');
  });
});
