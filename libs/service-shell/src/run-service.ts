import type { AddressInfo, Server } from 'node:net';
import type { Provider } from '@nestjs/common';
import type { PersonId } from '@telemachy/contracts';
import type { SignIn } from '@telemachy/contracts/matching';
import { mongoAuditStorage } from '@telemachy/audit';
import { asyncApiOf } from '@telemachy/event-log';
import type { Logger } from 'pino';
import type { People } from './access/caller.ts';
import { keepFresh } from './access/barred.ts';
import { TokenVerifier } from './access/token-verifier.ts';
import { auditKeyOf } from './audit/audit-key.ts';
import { signHeads } from './audit/sign-heads.ts';
import type { ShellConfig } from './config.ts';
import { version } from './docs/version.ts';
import { createEdge } from './edge.ts';
import { rateLimitsOf } from './limits/settings.ts';
import { openInfrastructure, type Infrastructure } from './infrastructure.ts';
import { startAdminServer } from './observe/admin-server.ts';
import { createMetrics } from './observe/metrics.ts';
import { backlogGauges, consumersOf, readinessOf } from './observe/readiness.ts';
import { openTracing } from './observe/tracing/open-tracing.ts';
import { barredOf } from './people/barred-of.ts';
import { PeopleFound } from './people/people-found.ts';
import type { Tracing } from './observe/tracing/tracing.ts';
import type { ServiceDefinition } from './service.ts';
import {
  CONFIG,
  CONNECTION,
  DATABASE,
  EVENT_LOG,
  EVENT_STORE,
  LOGGER,
  PEOPLE,
  READ_MODELS,
  WORDS,
  FILE_SEALS,
} from './tokens.ts';
import { FactsStrategy } from './transport/facts-strategy.ts';

/** A service at work. */
export type RunningService = {
  readonly url: string;
  readonly adminUrl: string;
  /** Stops accepting, drains, closes consumers, closes connections. */
  close(): Promise<void>;
};

const shellProviders = ({ parts, mongo }: Infrastructure, people: People): readonly Provider[] => [
  { provide: CONFIG, useValue: parts.config },
  { provide: EVENT_STORE, useValue: parts.store },
  { provide: EVENT_LOG, useValue: parts.log },
  { provide: DATABASE, useValue: parts.database },
  { provide: CONNECTION, useValue: mongo.connection },
  { provide: LOGGER, useValue: parts.logger },
  { provide: READ_MODELS, useValue: parts.readModels },
  { provide: PEOPLE, useValue: people },
  { provide: WORDS, useValue: parts.words },
  { provide: FILE_SEALS, useValue: parts.files },
];

/** The service's own read model of this name, in the version it runs; without one nobody is found. */
const peopleOf = ({ projections }: ServiceDefinition, { parts }: Infrastructure): People => {
  const known = projections.find(({ projection }) => projection.name === 'people');
  if (known === undefined) return { personOf: async () => undefined };
  return new PeopleFound(parts.readModels.of<SignIn & { readonly personId: PersonId }>(known.projection));
};

/** Signs where work is done; who only answers needs no key. */
const signing = async (service: string, { parts }: Infrastructure) => {
  const { config, database, logger } = parts;
  if (config.ROLE === 'api') return undefined;
  const key = await auditKeyOf(config);
  if (key === undefined) {
    logger.warn({}, 'the audit is not signed: TELEMACHY_AUDIT_KEY_FILE names no key');
    return undefined;
  }
  const everyMs = 1_000 * config.TELEMACHY_AUDIT_HEAD_SECONDS;
  return signHeads({ service, storage: mongoAuditStorage(database), key, everyMs, now: () => new Date(), logger });
};

/** Of the minute after which nobody who left may act, what is not needed for the way of their fact. */
const oldestBarredMs = 45_000;

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const urlOf = (host: string, port: number): string => `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;

/**
 * Runs a service in this process with a configuration that was read already; for tests and for `startService`.
 * @param given where spans go; as the configuration says unless told
 */
export const runService = async <Config extends ShellConfig>(
  definition: ServiceDefinition<Config>,
  config: Config,
  logger: Logger,
  given?: Tracing,
): Promise<RunningService> => {
  // Only this function makes the parts that the definition's functions are given, so the configuration's own type may be forgotten here.
  const service = definition as unknown as ServiceDefinition;
  const metrics = createMetrics(service.name);
  const tracing = given ?? (await openTracing(service.name, config, logger));
  const infrastructure = openInfrastructure(service, config, { logger, metrics, tracing });
  const heads = await signing(service.name, infrastructure);
  const strategy = new FactsStrategy(service, infrastructure);
  const readiness = readinessOf(service, infrastructure, strategy, metrics);
  const backlog = backlogGauges(service, infrastructure, metrics, consumersOf(service, infrastructure));
  const people = peopleOf(service, infrastructure);
  const answers = config.ROLE !== 'worker';
  const barred = barredOf(infrastructure.parts.readModels, {
    oldestMs: oldestBarredMs,
    longestTokenSeconds: config.TELEMACHY_TOKEN_SECONDS,
  });
  const app = await createEdge({
    service: service.name,
    policy: answers ? service.policy : {},
    controllers: answers ? service.controllers : [],
    providers: [...shellProviders(infrastructure, people), ...(answers ? service.providers : [])],
    verifier: new TokenVerifier({
      issuers: config.OIDC_ISSUERS,
      audience: config.TELEMACHY_AUDIENCE,
      identitySecret: config.TELEMACHY_IDENTITY_SECRET,
      longestSeconds: config.TELEMACHY_TOKEN_SECONDS,
    }),
    people,
    barred,
    audit: { log: infrastructure.audit, audited: answers ? service.audited : {} },
    limits: rateLimitsOf(config),
    trustedProxies: config.TELEMACHY_TRUSTED_PROXIES,
    readiness,
    logger,
    metrics,
    tracer: tracing?.tracer,
    asyncApi: () =>
      asyncApiOf(service.name, {
        version,
        topic: infrastructure.topicOf(service.name),
        partitions: config.TELEMACHY_TOPIC_PARTITIONS,
      }),
  });
  const stopLooking = answers ? keepFresh(barred, 1_000 * config.TELEMACHY_BARRED_SECONDS, logger) : undefined;
  app.connectMicroservice({ strategy });
  await app.startAllMicroservices();
  const { TELEMACHY_HOST: host } = config;
  await app.listen(config.TELEMACHY_PORT, host);
  const admin = await startAdminServer({
    registry: metrics.registry,
    port: config.TELEMACHY_ADMIN_PORT,
    host,
    refresh: () => Promise.allSettled([...readiness.map(({ ask }) => ask()), backlog()]),
  });
  const running = {
    url: urlOf(host, portOf(app.getHttpServer() as Server)),
    adminUrl: urlOf(host, portOf(admin)),
  };
  logger.info({ ...running, role: config.ROLE }, 'listening');
  return {
    ...running,
    close: async () => {
      stopLooking?.();
      await app.close();
      admin.closeAllConnections();
      await new Promise((resolve) => admin.close(resolve));
      // What the last requests were written down as is signed too.
      await heads?.stop();
      await infrastructure.close();
      await tracing?.close();
    },
  };
};
