import { describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '@telemachy/event-store';
import { outlasting } from './outlasting.ts';

const named = (name: string): Error => Object.assign(new Error('gone'), { name });
const thrownBy = (error: Error) =>
  outlasting<string>(async () => {
    throw error;
  })('command', { id: 'i', bodyHash: 'h' }, { correlationId: 'c', actor: 'a' }, 'acme').catch(
    (thrown: unknown) => thrown,
  );

describe('a process’s command', () => {
  it.each(['MongoServerSelectionError', 'MongoNetworkError', 'KafkaJSConnectionError'])(
    'that meets %s is to be tried for ever',
    async (name) => {
      const error = named(name);
      expect(await thrownBy(error)).toMatchObject({ name: 'StoreUnavailable', cause: error });
    },
  );

  it('that fails for a reason of its own fails for that reason', async () => {
    for (const error of [new TypeError('a bug'), new StoreUnavailable('down')])
      expect(await thrownBy(error)).toBe(error);
  });

  it('that is done is done', async () => {
    const done = outlasting<string>(async () => ({ outcome: 'done' }));
    expect(await done('command', { id: 'i', bodyHash: 'h' }, { correlationId: 'c', actor: 'a' }, 'acme')).toEqual({
      outcome: 'done',
    });
  });
});
