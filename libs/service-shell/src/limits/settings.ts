import { z } from 'zod';
import type { RateLimitOptions } from './rate-limits.ts';

const quota = (usual: number) => z.coerce.number().int().min(1).max(1_000_000_000).default(usual);
const proxy = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  'expected addresses or networks such as 10.0.0.0/8',
);

/** How often one process lets whom ask. The defaults are far above what people and their programs do. */
export const RateSettings = {
  /** Off for a benchmark, or where the ingress limits already. */
  TELEMACHY_RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  TELEMACHY_RATE_WINDOW_SECONDS: z.coerce.number().int().min(1).max(3600).default(60),
  TELEMACHY_RATE_PERSON_READS: quota(3000),
  TELEMACHY_RATE_PERSON_WRITES: quota(1200),
  TELEMACHY_RATE_PERSON_HEAVY: quota(60),
  TELEMACHY_RATE_ORGANIZATION_READS: quota(120_000),
  TELEMACHY_RATE_ORGANIZATION_WRITES: quota(60_000),
  TELEMACHY_RATE_ORGANIZATION_HEAVY: quota(300),
  TELEMACHY_RATE_FAILED_TOKENS: quota(300),
  TELEMACHY_RATE_WITHOUT_TOKEN: quota(1200),
  /** Ingresses whose `X-Forwarded-For` names who asks; without them, everybody behind one counts as one address. */
  TELEMACHY_TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(proxy))
    .default([]),
};
export type RateSettings = z.infer<z.ZodObject<typeof RateSettings>>;

/** What the settings say; `undefined` where nobody is limited. */
export const rateLimitsOf = (settings: RateSettings): Omit<RateLimitOptions, 'refused'> | undefined =>
  settings.TELEMACHY_RATE_LIMITS === 'off'
    ? undefined
    : {
        windowSeconds: settings.TELEMACHY_RATE_WINDOW_SECONDS,
        person: {
          read: settings.TELEMACHY_RATE_PERSON_READS,
          write: settings.TELEMACHY_RATE_PERSON_WRITES,
          heavy: settings.TELEMACHY_RATE_PERSON_HEAVY,
        },
        organization: {
          read: settings.TELEMACHY_RATE_ORGANIZATION_READS,
          write: settings.TELEMACHY_RATE_ORGANIZATION_WRITES,
          heavy: settings.TELEMACHY_RATE_ORGANIZATION_HEAVY,
        },
        failedTokens: settings.TELEMACHY_RATE_FAILED_TOKENS,
        withoutToken: settings.TELEMACHY_RATE_WITHOUT_TOKEN,
      };
