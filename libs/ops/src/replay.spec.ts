import { describe, expect, it } from '@jest/globals';
import { bodyHashOf, memoryEventStore } from '@telemachy/event-store';
import { replay } from './replay.ts';

const mentorshipId = '3f1f4f7c-53a0-5b0e-8a54-7b1d9a3c1002';
const menteeId = '7a2c5d9e-1b4f-5c3a-9e8d-2f6b4a1c3003';
const goals = ['0b0e6a0e-7d3f-5a57-9d6e-0a54d6b6a001', '0b0e6a0e-7d3f-5a57-9d6e-0a54d6b6a002'];
const at = '2026-11-23T09:00:00.000Z';

const written = async () => {
  const store = memoryEventStore();
  for (const [index, goalId] of goals.entries()) {
    for (const tenant of ['north', 'south']) {
      const { head } = await store.load(tenant, `goal-${goalId}`);
      const data = { goalId, mentorshipId, menteeId, reflection: 'Preparation was most of it.', reachedAt: at };
      const type = index === 0 ? 'goals.goal-reached.v1' : 'goals.goal-missed.v1';
      const { reachedAt, ...rest } = data;
      const fact = index === 0 ? { type, data } : { type, data: { ...rest, missedAt: reachedAt } };
      await store.append(head, [fact], {
        command: { id: goalId, bodyHash: bodyHashOf({}) },
        meta: { correlationId: 'test', actor: 'test' },
      });
    }
  }
  return store;
};

const replayed = async (filter: Parameters<typeof replay>[1]) => {
  const lines: { position: number; type: string; tenant: string }[] = [];
  await replay(await written(), filter, async (line) => void lines.push(JSON.parse(line) as never));
  return lines;
};

describe('a replay', () => {
  it('writes every fact in position order', async () => {
    expect((await replayed({})).map(({ position }) => position)).toEqual([1, 2, 3, 4]);
  });

  it('keeps to the positions asked for, both included', async () => {
    expect((await replayed({ from: 2, to: 3 })).map(({ position }) => position)).toEqual([2, 3]);
  });

  it('keeps to one organization', async () => {
    expect((await replayed({ tenant: 'south' })).map(({ tenant }) => tenant)).toEqual(['south', 'south']);
  });

  it('keeps to the types whose beginning is named', async () => {
    expect((await replayed({ types: ['goals.goal-m*'] })).map(({ type }) => type)).toEqual([
      'goals.goal-missed.v1',
      'goals.goal-missed.v1',
    ]);
  });
});
