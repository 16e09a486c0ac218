import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigRefused, readConfig, ShellConfig } from './config.ts';
import { rateLimitsOf } from './limits/settings.ts';

const good = {
  MONGODB_URI: 'mongodb://db.example/?replicaSet=rs',
  KAFKA_BROKERS: 'k1:9092, k2:9092',
  OIDC_ISSUERS: 'https://issuer.example',
  TELEMACHY_IDENTITY_SECRET: 'x'.repeat(32),
};
const faultsOf = (env: Record<string, string | undefined>, schema: z.ZodType = ShellConfig): readonly string[] => {
  try {
    readConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigRefused) return error.faults;
  }
  return [];
};

describe('the environment', () => {
  it('is read with lists, numbers and defaults', () =>
    expect(readConfig(ShellConfig, { ...good, TELEMACHY_PORT: '4103', ROLE: '' })).toMatchObject({
      KAFKA_BROKERS: ['k1:9092', 'k2:9092'],
      OIDC_ISSUERS: [{ url: 'https://issuer.example' }],
      ROLE: 'all',
      TELEMACHY_PORT: 4103,
      TELEMACHY_DATABASE_PREFIX: 'telemachy_',
    }));
  it('chooses the Kafka client by name, and names those there are', () => {
    expect(readConfig(ShellConfig, good).TELEMACHY_KAFKA_CLIENT).toBe('kafkajs');
    expect(readConfig(ShellConfig, { ...good, TELEMACHY_KAFKA_CLIENT: 'platformatic' })).toMatchObject({
      TELEMACHY_KAFKA_CLIENT: 'platformatic',
    });
    const faults = faultsOf({ ...good, TELEMACHY_KAFKA_CLIENT: 'librdkafka', TELEMACHY_INSTANCE: 'a b' });
    expect(faults).toHaveLength(2);
    expect(faults[0]).toMatch(/^TELEMACHY_KAFKA_CLIENT: .*kafkajs.*platformatic/);
    expect(faults[1]).toMatch(/^TELEMACHY_INSTANCE: expected letters/);
  });
  it('limits how often who may ask, unless it says off', () => {
    const limits = rateLimitsOf(readConfig(ShellConfig, { ...good, TELEMACHY_RATE_PERSON_HEAVY: '7' }));
    expect(limits).toMatchObject({ windowSeconds: 60, person: { heavy: 7 } });
    expect(limits?.organization.read).toBeGreaterThan(limits?.person.read ?? Infinity);
    expect(rateLimitsOf(readConfig(ShellConfig, { ...good, TELEMACHY_RATE_LIMITS: 'off' }))).toBeUndefined();
  });
  it('names limits and proxies that are none', () => {
    const odd = { TELEMACHY_RATE_PERSON_READS: '0', TELEMACHY_RATE_LIMITS: 'no', TELEMACHY_TRUSTED_PROXIES: 'all' };
    expect(faultsOf({ ...good, ...odd }).map((fault) => fault.split(':', 1)[0])).toEqual(
      expect.arrayContaining(Object.keys(odd)),
    );
    const proxies = { TELEMACHY_TRUSTED_PROXIES: '10.0.0.0/8, 2001:db8::1' };
    expect(readConfig(ShellConfig, { ...good, ...proxies }).TELEMACHY_TRUSTED_PROXIES).toHaveLength(2);
  });
  it('is refused with every fault at once, by name', () =>
    expect(
      faultsOf({ ROLE: 'boss', TELEMACHY_PORT: '99999' })
        .map((fault) => fault.split(':')[0])
        .sort(),
    ).toEqual(['KAFKA_BROKERS', 'MONGODB_URI', 'OIDC_ISSUERS', 'ROLE', 'TELEMACHY_IDENTITY_SECRET', 'TELEMACHY_PORT']));
  it('says what is missing', () =>
    expect(faultsOf({ ...good, MONGODB_URI: undefined })).toEqual(['MONGODB_URI: is missing']));
  it('never shows the value of a variable', () => {
    const Own = ShellConfig.extend({ TELEMACHY_SMTP_URL: z.url() });
    const faults = faultsOf(
      { ...good, MONGODB_URI: 'hunter2', TELEMACHY_IDENTITY_SECRET: 'hunter2', TELEMACHY_SMTP_URL: 'hunter2' },
      Own,
    );
    expect(faults).toHaveLength(3);
    expect(faults.join()).not.toContain('hunter2');
  });
});
