import { SpanKind, SpanStatusCode, type Span, type Tracer } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contextOf, traceparentOf } from './trace-context.ts';

/** The span of a request and what it hands on; addresses hold ids and are left out, the route's template says enough. */
export const beginRequestSpan = (
  tracer: Tracer,
  request: FastifyRequest,
  { correlationId, traceparent }: { readonly correlationId: string; readonly traceparent?: string },
): { readonly span: Span; readonly traceparent: string } => {
  const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
  const span = tracer.startSpan(
    `${request.method} ${route}`,
    {
      kind: SpanKind.SERVER,
      attributes: {
        'http.request.method': request.method,
        'http.route': route,
        'telemachy.correlation_id': correlationId,
      },
    },
    contextOf(traceparent),
  );
  return { span, traceparent: traceparentOf(span) };
};

/** @param operation the row of the policy that let it in */
export const endRequestSpan = (
  span: Span,
  reply: FastifyReply,
  access: { readonly tenant: string; readonly operation: string } | undefined,
): void => {
  span.setAttribute('http.response.status_code', reply.statusCode);
  if (access !== undefined) {
    span.setAttributes({ 'telemachy.tenant': access.tenant, 'telemachy.operation': access.operation });
  }
  if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
};
