import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@telemachy/testing';
import { silent } from './logger.ts';
import type { SubscriptionStatus } from './port.ts';
import { subscribe } from './subscription.ts';

type Opened = {
  readonly crash: (error: Error) => void;
  readonly become: (status: SubscriptionStatus) => void;
  closed: boolean;
};

describe('a subscription', () => {
  const sessions: Opened[] = [];
  const open = () =>
    subscribe(
      { group: 'g' },
      (changed) => {
        const { promise: ended, reject } = Promise.withResolvers<never>();
        const opened: Opened = { crash: reject, become: changed, closed: false };
        sessions.push(opened);
        return {
          run: () => ended,
          close: async () => {
            opened.closed = true;
          },
        };
      },
      async (fault) => new Error(`explained: ${(fault as Error).message}`),
      silent,
    );
  beforeEach(() => {
    sessions.length = 0;
  });

  it('starts anew after each crash, and says why until it runs', async () => {
    const subscription = open();
    sessions[0]?.crash(new Error('first'));
    await eventually(() => expect(sessions).toHaveLength(2));
    expect([sessions[0]?.closed, subscription.status()]).toEqual([true, 'crashed']);
    expect(subscription.problem()).toBe('explained: first');
    sessions[1]?.crash(new Error('second'));
    await eventually(() => expect(sessions).toHaveLength(3));
    expect(subscription.problem()).toBe('explained: second');
    sessions[2]?.become('running');
    expect([subscription.status(), subscription.problem()]).toEqual(['running', undefined]);
    await subscription.stop();
  });

  it('says so when nobody lets it join', async () => {
    jest.useFakeTimers();
    const subscription = open();
    await jest.advanceTimersByTimeAsync(9_999);
    expect(subscription.problem()).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    expect(subscription.problem()).toMatch(/joining takes longer than 10 s: no broker answers/);
    sessions[0]?.become('running');
    expect(subscription.problem()).toBeUndefined();
    jest.useRealTimers();
    await subscription.stop();
  });

  it('ends with its session, also between two of them', async () => {
    const subscription = open();
    await subscription.stop();
    expect([sessions[0]?.closed, subscription.status()]).toEqual([true, 'stopped']);
    const other = open();
    sessions[1]?.crash(new Error('gone'));
    await eventually(() => expect(sessions[1]?.closed).toBe(true));
    await other.stop();
    expect([sessions.length, other.status()]).toEqual([2, 'stopped']);
  });
});
