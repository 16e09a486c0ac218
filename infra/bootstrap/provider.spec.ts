import { describe, expect, it } from '@jest/globals';
import { chooseProvider } from './provider.mjs';

const withoutDocker = { PATH: '/nonexistent' };
const addresses = { MONGODB_URI: 'mongodb://elsewhere', KAFKA_BROKERS: 'elsewhere:9092' };

describe('where Kafka and MongoDB come from', () => {
  it('is the environment when it names both', async () => {
    expect(await chooseProvider(addresses)).toEqual({ provider: 'environment' });
  });

  it('is nowhere when it names only one: the other is asked for', async () => {
    const half = await chooseProvider({ MONGODB_URI: 'mongodb://elsewhere' });
    expect(half).toEqual({ fault: expect.stringMatching(/^KAFKA_BROKERS not set: set both .* or neither$/) });
  });

  it('is what TELEMACHY_INFRASTRUCTURE says', async () => {
    expect(await chooseProvider({ ...addresses, TELEMACHY_INFRASTRUCTURE: 'embedded' })).toEqual({
      provider: 'embedded',
    });
    expect(await chooseProvider({ ...withoutDocker, TELEMACHY_INFRASTRUCTURE: 'docker' })).toEqual({
      provider: 'docker',
    });
  });

  it('is refused when TELEMACHY_INFRASTRUCTURE says anything else', async () => {
    expect(await chooseProvider({ TELEMACHY_INFRASTRUCTURE: 'cloud' })).toEqual({
      fault: 'TELEMACHY_INFRASTRUCTURE=cloud is unknown: use one of environment, docker, embedded',
    });
  });
});
