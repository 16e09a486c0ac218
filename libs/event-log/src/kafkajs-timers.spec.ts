import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { calmRequestQueue } from './kafkajs-timers.ts';

type Queue = {
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  pending: { send: () => void; expectResponse: boolean }[];
  scheduleCheckPendingRequests(): void;
  destroy(): void;
};
const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js') as new (
  options: object,
) => Queue;

describe('the request queue of kafkajs', () => {
  const queues: Queue[] = [];
  const queue = (): Queue => {
    const logger = { debug: () => {} };
    const made = new RequestQueue({ maxInFlightRequests: 5, requestTimeout: 100, logger });
    queues.push(made);
    return made;
  };
  afterEach(() => {
    for (const made of queues.splice(0)) made.destroy();
    jest.restoreAllMocks();
  });

  it('asks for a timer that has passed, as it comes: the reason to change it', () => {
    const asked = jest.spyOn(globalThis, 'setTimeout').mockReturnValue({ unref: () => {} } as never);
    queue().scheduleCheckPendingRequests();
    expect(asked.mock.calls[0]?.[1]).toBeLessThan(0);
  });
  it('sets no timer while nothing waits, once it is calmed', () => {
    calmRequestQueue();
    const idle = queue();
    idle.scheduleCheckPendingRequests();
    expect(idle.throttleCheckTimeoutId).toBeNull();
  });
  it('still sends what waits, and waits as long as the broker asks', async () => {
    calmRequestQueue();
    const busy = queue();
    const { promise: sent, resolve } = Promise.withResolvers<number>();
    busy.pending.push({ send: () => resolve(Date.now()), expectResponse: true });
    busy.throttledUntil = Date.now() + 50;
    const until = busy.throttledUntil;
    busy.scheduleCheckPendingRequests();
    expect(await sent).toBeGreaterThanOrEqual(until - 1);
  });
});
