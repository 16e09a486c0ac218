import { kafkaClients } from '@telemachy/event-log';
import { z } from 'zod';
import { TrustedIssuers } from './access/trusted-issuers.ts';
import { RateSettings } from './limits/settings.ts';

const list = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )
  .pipe(z.array(z.string()).min(1, 'names nothing'));
/** Where something is reached by HTTP, without a slash at its end. */
export const WebAddress = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
const mongoAddress = z.string().regex(/^mongodb(\+srv)?:\/\//, 'expected mongodb://… or mongodb+srv://…');
const port = z.coerce.number().int().min(0).max(65_535);

/** What every service reads from its environment; a service adds its own with `.extend`. */
export const ShellConfig = z.object({
  MONGODB_URI: mongoAddress,
  KAFKA_BROKERS: list,
  TELEMACHY_KAFKA_CLIENT: z.enum(kafkaClients).default('kafkajs'),
  /** This process among those of its service, the same after a restart: with `platformatic` its partitions wait for it. */
  TELEMACHY_INSTANCE: z
    .string()
    .regex(/^[\w.-]{1,200}$/, 'expected letters, digits, points, dashes and underscores')
    .optional(),
  /** The OpenID Connect issuers whose tokens are accepted, each with the organizations it speaks for. */
  OIDC_ISSUERS: TrustedIssuers,
  /** `api` answers HTTP, `worker` sequences, publishes, projects and runs processes, `all` does both. */
  ROLE: z.enum(['api', 'worker', 'all']).default('all'),
  TELEMACHY_HOST: z.string().default('0.0.0.0'),
  /** 0: any free port, printed at start. */
  TELEMACHY_PORT: port.default(0),
  TELEMACHY_ADMIN_PORT: port.default(0),
  /** How often each service looks who may not act any more: leavers are out within it, and what the way of their fact takes. */
  TELEMACHY_BARRED_SECONDS: z.coerce.number().int().min(1).max(30).default(10),
  /** How long an access token may live from its issue; longer ones are refused. */
  TELEMACHY_TOKEN_SECONDS: z.coerce.number().int().min(60).max(86_400).default(300),
  TELEMACHY_AUDIENCE: z.string().min(1).default('telemachy'),
  /** Keys of organizations are derived from it: the same in every service, never changed. */
  TELEMACHY_IDENTITY_SECRET: z.string().min(32, 'needs at least 32 characters'),
  /** Wraps the keys of all words; a comma between several, of which the first wraps from now on. Of what a file holds, the same. */
  TELEMACHY_MASTER_KEY: list.optional(),
  TELEMACHY_MASTER_KEY_FILE: list.optional(),
  /** The MongoDB that holds the keys, with credentials of its own; `MONGODB_URI` unless told. */
  TELEMACHY_KEYS_URI: mongoAddress.optional(),
  /** Ed25519, signs the audit where work is done; 64 hex digits or PEM, or a file that holds it. Without it nobody can tell whether the end was cut off. */
  TELEMACHY_AUDIT_KEY: z.string().optional(),
  TELEMACHY_AUDIT_KEY_FILE: z.string().optional(),
  /** How long the end of the audit may be without a signature. */
  TELEMACHY_AUDIT_HEAD_SECONDS: z.coerce.number().int().min(1).max(300).default(60),
  /** MongoDB ends a query of a read model that takes longer; whoever asked hears 503. */
  TELEMACHY_QUERY_MILLISECONDS: z.coerce.number().int().min(1).max(60_000).default(5000),
  ...RateSettings,
  TELEMACHY_DATABASE_PREFIX: z
    .string()
    .regex(/^[\w-]{0,30}$/)
    .default('telemachy_'),
  TELEMACHY_TOPIC_PREFIX: z
    .string()
    .regex(/^[\w.-]{0,60}$/)
    .default(''),
  /** Of the service's own topic when it is made; never changed after. */
  TELEMACHY_TOPIC_PARTITIONS: z.coerce.number().int().min(1).max(1000).default(12),
  TELEMACHY_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Traces, in OpenTelemetry's own words; its exporter reads further variables itself (headers, certificates, timeouts). */
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none']).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url().optional(),
  OTEL_TRACES_SAMPLER: z
    .enum([
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ])
    .default('parentbased_always_on'),
  /** Share of the traces that is kept, 0 to 1, where the sampler's name ends in `ratio`. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  /** Leave when the parent process is gone; set by whoever starts the services as children. */
  TELEMACHY_WATCH_PARENT: z.stringbool().default(false),
});
export type ShellConfig = z.infer<typeof ShellConfig>;

/** The environment does not do; `faults` names every variable that is at fault and never its value. */
export class ConfigRefused extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(`the environment does not do:\n${faults.map((fault) => `  ${fault}`).join('\n')}`, options);
    this.name = 'ConfigRefused';
    this.faults = faults;
  }
}

/**
 * The environment as a service's schema reads it.
 * @throws ConfigRefused every fault at once
 */
export const readConfig = <Schema extends z.ZodType>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<Schema> => {
  const read = schema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (read.success) return read.data;
  throw new ConfigRefused(
    read.error.issues.map(({ path, message, code }) => {
      const name = path.map(String)[0] ?? 'environment';
      return `${name}: ${code === 'invalid_type' && env[name] === undefined ? 'is missing' : message}`;
    }),
  );
};
