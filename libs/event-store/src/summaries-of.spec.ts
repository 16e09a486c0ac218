import { describe, expect, it } from '@jest/globals';
import type { Decider } from '@telemachy/kernel';
import { accept } from '@telemachy/kernel';
import { randomUUID } from 'node:crypto';
import { commandHandler } from './command-handler.ts';
import { memoryEventStore } from './memory/memory-event-store.ts';
import { summariesOf } from './summaries-of.ts';
import { aCommand, aTenant, progressed, sampleSchemas, summarized } from './testing/sample.ts';

type Said = { type: string; data: { value?: number; total?: number } };
type Sum = { readonly total: number };
const sum: Decider<Sum, { by: number }, Said, never> = {
  initial: { total: 0 },
  decide: ({ by }) => accept(progressed(by) as Said),
  evolve: ({ total }, { data }) => ({ total: data.total ?? total + (data.value ?? 0) }),
};
const meta = { correlationId: 'c-1', actor: 'a-1' };

const given = (over: object = {}) => {
  const store = memoryEventStore({ schemas: sampleSchemas });
  const faults: unknown[] = [];
  const longStreams = summariesOf({
    decider: sum,
    summary: ({ total }: Sum) => summarized(total) as Said,
    every: 10,
    onFault: (fault) => faults.push(fault),
    ...over,
  });
  const handler = commandHandler({ store, kind: 'sum', decider: sum, longStreams });
  const id = randomUUID();
  const add = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1)
      await handler.handle({ tenant: aTenant, id, command: { by: 1 }, identity: aCommand(), meta });
  };
  const facts = async () => (await store.load(aTenant, `sum-${id}`)).facts;
  return { store, handler, faults, add, facts, id };
};

describe('A long stream', () => {
  it('is closed with a summary in the commit of the command that made it long', async () => {
    const { add, facts, handler, store, id } = given();
    await add(10);
    const [ninth, tenth, summary] = (await facts()).slice(-3);
    expect(summary).toMatchObject({ version: 11, event: { type: 'sample.goal-summarized.v1', data: { total: 10 } } });
    expect(summary?.commit).toBe(tenth?.commit);
    expect(ninth?.commit).not.toBe(tenth?.commit);
    expect((await store.loadFromSummary(aTenant, `sum-${id}`)).facts).toHaveLength(1);
    expect(await handler.load(aTenant, id)).toEqual({ state: { total: 10 }, version: 11 });
  });

  it('is closed again when it has grown as much again', async () => {
    const { add, facts, handler, id } = given();
    await add(40);
    const summaries = (await facts()).filter(({ event }) => event.type.includes('summarized'));
    expect(summaries.map(({ event }) => event.data)).toEqual([
      { total: 10 },
      { total: 19 },
      { total: 28 },
      { total: 37 },
    ]);
    expect((await handler.load(aTenant, id)).state.total).toBe(40);
  });

  it('says nothing of the summary to who decides on claims and answers', async () => {
    const { handler, id, add } = given();
    await add(9);
    const asked: number[] = [];
    await handler.handle({
      tenant: aTenant,
      id,
      command: { by: 1 },
      identity: aCommand(),
      meta,
      claims: (decided) => (asked.push(decided.length), []),
      answer: (decided) => decided.length,
    });
    expect(asked).toEqual([1]);
  });

  it.each<[string, object, RegExp]>([
    ['does not lead to the state', { summary: () => summarized(7) }, /does not lead to the state that it sums up/],
    ['is no summary by its name', { summary: () => progressed(10) }, /is no summary: name it/],
  ])('stays open where what sums it up %s, and the command goes on', async (_, over, why) => {
    const { add, facts, faults, handler, id } = given(over);
    await add(10);
    expect(await facts()).toHaveLength(10);
    expect((await handler.load(aTenant, id)).state.total).toBe(10);
    expect(String(faults[0])).toMatch(why);
  });

  it('stays open where there is nothing to say', async () => {
    const { add, facts } = given({ summary: () => undefined });
    await add(12);
    expect(await facts()).toHaveLength(12);
  });
});
