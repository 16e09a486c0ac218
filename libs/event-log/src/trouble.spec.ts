import { describe, expect, it } from '@jest/globals';
import { KafkaJSProtocolError } from 'kafkajs';
import { askLeaders } from './trouble.ts';

const notLed = Object.assign(new KafkaJSProtocolError('no'), { type: 'NOT_LEADER_FOR_PARTITION' });
/** As @platformatic/kafka wraps what a broker said. */
const notLedOfMany = Object.assign(new Error('many'), {
  errors: [Object.assign(new Error('one'), { apiId: 'NOT_LEADER_OR_FOLLOWER' })],
});

const refusing = (errors: readonly Error[]) => {
  let asked = 0;
  const ask = (): Promise<string> => {
    const error = errors[asked];
    asked += 1;
    return error === undefined ? Promise.resolve('led') : Promise.reject(error);
  };
  return { ask, asked: () => asked };
};

describe('leaders of partitions', () => {
  it('are asked again until there is one', async () => {
    const { ask, asked } = refusing([notLed, notLedOfMany]);
    await expect(askLeaders(ask, 0)).resolves.toBe('led');
    expect(asked()).toBe(3);
  });
  it('are asked fifty times and no more', async () => {
    const { ask, asked } = refusing(Array.from({ length: 60 }, () => notLed));
    await expect(askLeaders(ask, 0)).rejects.toBe(notLed);
    expect(asked()).toBe(50);
  });
  it('are asked once where they refuse for another reason', async () => {
    const denied = Object.assign(new Error('denied'), { type: 'TOPIC_AUTHORIZATION_FAILED' });
    const { ask, asked } = refusing([denied]);
    await expect(askLeaders(ask, 0)).rejects.toBe(denied);
    expect(asked()).toBe(1);
  });
});
