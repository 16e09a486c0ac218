import { randomUUID } from 'node:crypto';
import type { Tracer } from '@opentelemetry/api';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Metrics } from '../observe/metrics.ts';
import { beginRequestSpan, endRequestSpan } from '../observe/tracing/traced-request.ts';
import { takeBodies } from './bodies.ts';
import { everyAnswer, refuseAddress, refuseUnreadable } from './refused-early.ts';
import { beginRequest, stateOf } from './request-state.ts';

/** Largest JSON body; a route that streams a file sets its own limit. */
export const bodyLimit = 1024 * 1024;

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
const correlationOf = (request: FastifyRequest): string => {
  const sent = one(request.headers['x-correlation-id']);
  return sent !== undefined && /^[\w.:-]{1,128}$/.test(sent) ? sent : randomUUID();
};
const traceOf = (request: FastifyRequest): { traceparent?: string } => {
  const sent = one(request.headers['traceparent']);
  return sent !== undefined && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(sent) ? { traceparent: sent } : {};
};

/**
 * Fastify with our limits: a connection that idles does not hold a place for ever, and a file has five minutes to arrive.
 * @param trustedProxies whose `X-Forwarded-For` is believed; that of anybody else says nothing
 */
export const createAdapter = (trustedProxies: readonly string[] = []): FastifyAdapter =>
  new FastifyAdapter({
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    bodyLimit,
    requestTimeout: 300_000,
    keepAliveTimeout: 5000,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    logger: false,
    frameworkErrors: refuseAddress,
    clientErrorHandler: refuseUnreadable,
  });

/** Health is asked every few seconds and is no part of anybody's trace. */
const isHealth = (request: FastifyRequest): boolean => request.routeOptions.url?.startsWith('/health') === true;

/** Correlation, a span where there are traces, one access-log line and one histogram sample per request, and what becomes of bodies. */
export const prepareHttp = (fastify: FastifyInstance, logger: Logger, metrics: Metrics, tracer?: Tracer): void => {
  fastify.addHook('onRequest', (request, reply, done) => {
    const correlationId = correlationOf(request);
    const came = { correlationId, ...traceOf(request) };
    const traced = tracer !== undefined && !isHealth(request);
    beginRequest(request, traced ? { ...came, ...beginRequestSpan(tracer, request, came) } : came);
    void reply.headers({
      'x-correlation-id': correlationId,
      ...everyAnswer,
    });
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    observe(request, reply, logger, metrics);
    const { span, access } = stateOf(request);
    if (span !== undefined)
      endRequestSpan(span, reply, access && { tenant: access.caller.tenant, operation: access.operation });
    done();
  });
  takeBodies(fastify);
};

const observe = (request: FastifyRequest, reply: FastifyReply, logger: Logger, metrics: Metrics): void => {
  const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
  const { correlationId, access, span } = stateOf(request);
  const seconds = reply.elapsedTime / 1000;
  metrics.httpDuration.observe({ method: request.method, route, status: String(reply.statusCode) }, seconds);
  const line = {
    correlationId,
    method: request.method,
    route,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime),
    ...(span === undefined ? {} : { traceId: span.spanContext().traceId }),
    ...(access === undefined ? {} : { tenant: access.caller.tenant, operation: access.operation }),
  };
  logger[route.startsWith('/health') ? 'debug' : 'info'](line, 'answered');
};

/** The methods some route takes at a concrete path. */
export const methodsAt = (routes: readonly { readonly method: string; readonly template: string }[]) => {
  const patterns = routes.map(({ method, template }) => ({
    method,
    // eslint-disable-next-line no-restricted-syntax -- of the service's own templates, escaped
    pattern: new RegExp(`^${template.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[^/]+/g, '[^/]+')}/?$`),
  }));
  return (path: string): readonly string[] => [
    ...new Set(patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)),
  ];
};
