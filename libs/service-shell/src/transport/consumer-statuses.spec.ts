import { describe, expect, it } from '@jest/globals';
import { memoryEventLog, type ConsumeOptions, type EventLog, type SubscriptionStatus } from '@telemachy/event-log';
import { consumerStatuses } from './consumer-statuses.ts';

/** A log whose consumers are as the spec says. */
const puppets = () => {
  const consumers: ConsumeOptions[] = [];
  const log: EventLog = {
    ...memoryEventLog(),
    consume: async (options) => {
      consumers.push(options);
      return { status: () => 'starting', problem: () => undefined, stop: async () => options.onStatus?.('stopped') };
    },
  };
  return { log, say: (index: number, status: SubscriptionStatus) => consumers[index]?.onStatus?.(status) };
};
const options = (group: string, onStatus?: (status: SubscriptionStatus) => void): ConsumeOptions => ({
  group,
  topics: ['things'],
  assigned: async () => [],
  batch: async () => undefined,
  ...(onStatus === undefined ? {} : { onStatus }),
});

describe('the consumers of a process', () => {
  it('are as well as the one that is least well', async () => {
    const { log, say } = puppets();
    const seen: string[] = [];
    const statuses = consumerStatuses(() => seen.push(statuses.now()));
    expect(statuses.now()).toBe('connected');
    const watched = statuses.watched(log);
    await watched.consume(options('one'));
    // One group may be joined twice: a generation that ends, and the one after it.
    const other = await watched.consume(options('one'));
    say(0, 'running');
    expect(statuses.now()).toBe('disconnected');
    say(1, 'running');
    expect(statuses.now()).toBe('connected');
    say(0, 'rebalancing');
    say(1, 'crashed');
    say(0, 'running');
    expect(statuses.now()).toBe('crashed');
    await other.stop();
    expect(statuses.now()).toBe('connected');
    expect(seen.slice(-5)).toEqual(['connected', 'rebalancing', 'crashed', 'crashed', 'connected']);
  });

  it('are still heard by whoever opened them', async () => {
    const { log, say } = puppets();
    const heard: string[] = [];
    await consumerStatuses(() => undefined)
      .watched(log)
      .consume(options('one', (status) => heard.push(status)));
    say(0, 'running');
    expect(heard).toEqual(['running']);
  });
});
