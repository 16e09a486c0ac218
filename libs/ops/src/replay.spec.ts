import { describe, expect, it } from '@jest/globals';
import { bodyHashOf, memoryEventStore } from '@telemachy/event-store';
import { readBound } from './bounds.ts';
import { ReaderGone, replay } from './replay.ts';

const mentorshipId = '3f1f4f7c-53a0-5b0e-8a54-7b1d9a3c1002';
const menteeId = '7a2c5d9e-1b4f-5c3a-9e8d-2f6b4a1c3003';
const goals = ['0b0e6a0e-7d3f-5a57-9d6e-0a54d6b6a001', '0b0e6a0e-7d3f-5a57-9d6e-0a54d6b6a002'];
const noon = Date.parse('2026-11-23T12:00:00.000Z');
const reachedOn = '2026-11-23T09:00:00.000Z';
const at = (position: number) => ({ kind: 'position', position }) as const;
const instant = (minutes: number) => ({ kind: 'instant', ms: noon + minutes * 60_000 }) as const;

const written = async () => {
  let minute = 0;
  const store = memoryEventStore({ now: () => new Date(noon + 30 * 60_000 * minute) });
  for (const [index, goalId] of goals.entries()) {
    for (const tenant of ['north', 'south']) {
      minute += 1;
      const { head } = await store.load(tenant, `goal-${goalId}`);
      const data = { goalId, mentorshipId, menteeId, reflection: 'Preparation was most of it.', reachedAt: reachedOn };
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
    expect((await replayed({ from: at(2), to: at(3) })).map(({ position }) => position)).toEqual([2, 3]);
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

  it('begins with what was recorded at an instant', async () => {
    expect((await replayed({ from: instant(60) })).map(({ position }) => position)).toEqual([2, 3, 4]);
    expect((await replayed({ from: instant(61) })).map(({ position }) => position)).toEqual([3, 4]);
    expect(await replayed({ from: instant(1000) })).toEqual([]);
  });

  it('tells what was known as of an instant', async () => {
    expect((await replayed({ to: instant(60) })).map(({ position }) => position)).toEqual([1, 2]);
    expect((await replayed({ from: instant(31), to: instant(95) })).map(({ position }) => position)).toEqual([2, 3]);
    expect(await replayed({ to: instant(0) })).toEqual([]);
  });

  it('is over when nobody reads on', async () => {
    const lines: string[] = [];
    const count = await replay(await written(), {}, async (line) => {
      if (lines.length === 2) throw new ReaderGone('head has enough');
      lines.push(line);
    });
    expect([count, lines.length]).toEqual([2, 2]);
  });
});

describe('an end of a replay', () => {
  it.each([
    ['1', { kind: 'position', position: 1 }],
    ['2026-11-23T12:00:00Z', { kind: 'instant', ms: noon }],
    ['2026-11-23T13:00+01:00', { kind: 'instant', ms: noon }],
  ])('may be %s', (text, bound) => {
    expect(readBound('from', text)).toEqual(bound);
  });

  it.each(['0', '-1', '1.5', 'yesterday', '2026-11-23', '2026-02-30T25:00:00Z', ''])(
    'is not "%s", and says what is',
    (text) => {
      expect(() => readBound('to', text)).toThrow(
        /--to takes a position \(a whole number from 1\) or an RFC 3339 instant/,
      );
    },
  );
});
