import { describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '@telemachy/event-store';
import { outlasting } from './outlasting.ts';

const named = (name: string): Error => Object.assign(new Error('gone'), { name });
const asked = ['command', { id: 'i', bodyHash: 'h' }, { correlationId: 'c', actor: 'a' }, 'acme'] as const;
const thrownBy = async (error: Error): Promise<unknown> => {
  const failing = async (): Promise<never> => {
    throw error;
  };
  try {
    return await outlasting<string>(failing)(...asked);
  } catch (thrown) {
    return thrown;
  }
};

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
    expect(await done(...asked)).toEqual({
      outcome: 'done',
    });
  });
});
