import { describe, expect, it } from '@jest/globals';
import { chosen } from './arguments.ts';

const names = ['F1', 'F2', 'F14'];

describe('what npm run chaos is asked for', () => {
  it('is what a push runs, unless told', () => {
    expect(chosen([], names)).toEqual({ all: false, json: false, seed: 4711, only: [], client: 'kafkajs' });
  });

  it('names faults, the seed and the client', () => {
    const args = ['--only', 'F14, F2', '--seed', '7', '--client', 'platformatic', '--json'];
    expect(chosen(args, names)).toMatchObject({ only: ['F14', 'F2'], seed: 7, client: 'platformatic', json: true });
  });

  it.each([
    [['--only', 'F3'], 'there is no fault F3; there are F1, F2, F14'],
    [['--seed', '0'], '--seed is a whole number from 1, not "0"'],
    [['--client', 'rdkafka'], '--client is kafkajs or platformatic, not "rdkafka"'],
    [['--plant', 'none'], 'there is no planted bug "none"; there are progress-before-acknowledgement'],
    [['--every'], 'usage: npm run chaos'],
  ])('is refused where it is %j', (args, message) => {
    expect(() => chosen(args, names)).toThrow(message);
  });
});
