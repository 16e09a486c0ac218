import { describe, expect, it } from '@jest/globals';
import { graceMs } from './grace.ts';

describe('the time to end by oneself', () => {
  it('is at most 15 seconds for all that end one after the other', () => {
    expect(graceMs('service', {}) + graceMs('kafka', {}) + graceMs('mongod', {})).toBeLessThanOrEqual(15_000);
  });
  it('is longer for the Kafka that writes the archive of its classes', () => {
    expect(graceMs('kafka', {}, true)).toBeGreaterThan(graceMs('kafka', {}));
  });
  it('is what the environment says, for everybody', () => {
    const env = { TELEMACHY_GRACE_SECONDS: '60' };
    expect([graceMs('service', env), graceMs('kafka', env, true), graceMs('mongod', env)]).toEqual([60e3, 60e3, 60e3]);
  });
  it.each(['0', '601', '1.5', 'long'])('is not %s seconds', (given) => {
    expect(() => graceMs('kafka', { TELEMACHY_GRACE_SECONDS: given })).toThrow(
      `TELEMACHY_GRACE_SECONDS=${given} is not`,
    );
  });
});
