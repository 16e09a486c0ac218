import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { TerminusModule } from '@nestjs/terminus';
import { Logger as NestLogger, LoggerModule } from 'nestjs-pino';
import type { AuditLog } from '@telemachy/audit';
import type { Tracer } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { AccessGuard, type Verifier } from './access/access.guard.ts';
import type { Barred } from './access/barred.ts';
import type { People } from './access/caller.ts';
import { faultsOfPolicy, type Policy } from './access/policy.ts';
import { faultsOfAudited, type Audited } from './audit/audited.ts';
import { RequestAudit } from './audit/request-audit.ts';
import { asyncApiLink, serveAsyncApi } from './docs/async-api.ts';
import { openApiOf, type Described } from './docs/openapi.ts';
import { version } from './docs/version.ts';
import { AnswerInterceptor } from './http/answer.ts';
import { createAdapter, methodsAt, prepareHttp } from './http/http-app.ts';
import { MediaTypeGuard } from './http/media-type.guard.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { routesOf, type Route } from './http/routes.ts';
import { ValidationPipe } from './http/validation.pipe.ts';
import { RateLimits, type RateLimitOptions } from './limits/rate-limits.ts';
import { healthPolicy } from './observe/health-policy.ts';
import { HealthController, READINESS, type ReadinessCheck } from './observe/health.ts';
import { createLogger } from './observe/logger.ts';
import { createMetrics, type Metrics } from './observe/metrics.ts';

export type EdgeOptions = {
  readonly service: string;
  readonly policy: Policy;
  readonly controllers: readonly Type[];
  readonly providers: readonly Provider[];
  readonly verifier: Verifier;
  readonly people: People;
  /** Who may not act although their token holds; a service always knows. */
  readonly barred?: Barred;
  /** Where decisions are written down, and which; a service has one always. */
  readonly audit?: { readonly log: Pick<AuditLog, 'record'>; readonly audited: Audited };
  /** How often whom; without it, nobody is limited. */
  readonly limits?: Omit<RateLimitOptions, 'refused'> | undefined;
  /** Ingresses that say for whom they ask; none unless told. */
  readonly trustedProxies?: readonly string[];
  readonly readiness?: readonly ReadinessCheck[];
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  readonly tracer?: Tracer | undefined;
  /** What it says on Kafka, as AsyncAPI; served beside the API's page. */
  readonly asyncApi?: () => object;
};

/** A service that must not start, and all the reasons at once. */
export class ServiceRefused extends Error {
  override readonly name = 'ServiceRefused';
}

/** Made anew each day, since examples speak of days to come. */
const documentByDay = (described: Described) => {
  let made: { readonly day: string; readonly document: OpenAPIObject } | undefined;
  return (): OpenAPIObject => {
    const now = new Date();
    const day = now.toISOString().slice(0, 10);
    if (made?.day !== day) made = { day, document: openApiOf(described, now) as unknown as OpenAPIObject };
    return made.document;
  };
};

@Module({})
class EdgeModule {}

const auditOf = ({ audit }: EdgeOptions): RequestAudit | undefined =>
  audit && new RequestAudit(audit.log, audit.audited);

const limitsOf = ({ limits }: EdgeOptions, { refusedByLimit }: Metrics): RateLimits | undefined =>
  limits && new RateLimits({ ...limits, refused: (route, reason) => refusedByLimit.inc({ route, reason }) });

type Shared = {
  readonly logger: Logger;
  readonly routes: readonly Route[];
  readonly audit: RequestAudit | undefined;
  readonly limits: RateLimits | undefined;
};

const moduleOf = (options: EdgeOptions, { logger, routes, audit, limits }: Shared): DynamicModule => ({
  module: EdgeModule,
  imports: [
    // Lines of requests are written by the HTTP hooks, which know the route and leave out addresses.
    LoggerModule.forRoot({ pinoHttp: { logger }, forRoutes: [] }),
    TerminusModule.forRoot({ logger: false }),
  ],
  controllers: [...options.controllers, HealthController],
  providers: [
    ...options.providers,
    { provide: READINESS, useValue: options.readiness ?? [] },
    {
      provide: APP_GUARD,
      useValue: new AccessGuard({ ...options.policy, ...healthPolicy }, options.verifier, options.people, {
        barred: options.barred,
        limits,
      }),
    },
    { provide: APP_GUARD, useValue: new MediaTypeGuard(routes) },
    { provide: APP_PIPE, useValue: new ValidationPipe() },
    { provide: APP_INTERCEPTOR, useValue: new AnswerInterceptor(audit) },
    {
      provide: APP_FILTER,
      useValue: new ProblemFilter(
        logger,
        methodsAt(routes.map(({ method, template }) => ({ method, template }))),
        audit,
      ),
    },
  ],
});

/** @throws ServiceRefused */
const fitting = (options: Pick<EdgeOptions, 'controllers' | 'policy'>) => {
  const routes = routesOf([...options.controllers, HealthController]);
  const policy = { ...options.policy, ...healthPolicy };
  const faults = faultsOfPolicy(
    policy,
    routes.map(({ at, operation }) => ({ at, operation: operation?.name })),
  );
  if (faults.length > 0) throw new ServiceRefused(`the policy does not fit the routes:\n  ${faults.join('\n  ')}`);
  return { routes, policy };
};

/** A service's API as OpenAPI 3.1 at this time, without starting it. @throws ServiceRefused */
export const apiOf = (
  definition: { readonly name: string; readonly controllers: readonly Type[]; readonly policy: Policy },
  at = new Date(),
) => openApiOf({ service: definition.name, version, ...fitting(definition) }, at);

/**
 * The HTTP side of a service, not yet listening: access, validation, problems, API pages, health. It reaches no database itself, so that a
 * test can stand it up around one controller.
 * @throws ServiceRefused a route without a row in the policy, or a row without a route; an operation without a mark of the audit
 */
export const createEdge = async (options: EdgeOptions): Promise<NestFastifyApplication> => {
  const logger = options.logger ?? createLogger(options.service, 'silent');
  const { routes, policy } = fitting(options);
  const unfit = options.audit === undefined ? [] : faultsOfAudited(options.audit.audited, options.policy);
  if (unfit.length > 0) throw new ServiceRefused(`the audit does not fit the policy:\n  ${unfit.join('\n  ')}`);
  const metrics = options.metrics ?? createMetrics(options.service);
  const adapter = createAdapter(options.trustedProxies);
  prepareHttp(adapter.getInstance(), logger, metrics, options.tracer);
  const app = await NestFactory.create<NestFastifyApplication>(
    moduleOf(options, { logger, routes, audit: auditOf(options), limits: limitsOf(options, metrics) }),
    adapter,
    {
      bodyParser: false,
      // What Nest maps and starts is said by the API page and our own first lines.
      logger: false,
      abortOnError: false,
    },
  );
  const { service, asyncApi } = options;
  if (asyncApi !== undefined) serveAsyncApi(app, asyncApi);
  const externalDocs = asyncApi === undefined ? undefined : asyncApiLink;
  const documents = documentByDay({ service, version, routes, policy, externalDocs });
  SwaggerModule.setup('docs', app, documents, {
    jsonDocumentUrl: 'docs/openapi.json',
    patchDocumentOnRequest: documents,
    customSiteTitle: `Telemachy ${options.service}`,
    swaggerOptions: { persistAuthorization: true, docExpansion: 'list', defaultModelsExpandDepth: 0 },
  });
  await app.init();
  app.useLogger(app.get(NestLogger));
  return app;
};
