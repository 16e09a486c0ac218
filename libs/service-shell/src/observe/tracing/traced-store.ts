import { SpanKind, type Tracer } from '@opentelemetry/api';
import type { EventStore } from '@telemachy/event-store';
import { kindOf } from '../stream-kind.ts';
import { contextOf, failSpan, traceparentOf } from './trace-context.ts';

/** The store, with a span for each append; the commit then carries that span, so that all it leads to hangs below it. */
export const tracedStore = (store: EventStore, tracer: Tracer): EventStore => ({
  ...store,
  append: async (head, facts, options) => {
    const kind = kindOf(head.stream);
    const span = tracer.startSpan(
      `append ${kind}`,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          'db.system.name': 'mongodb',
          'db.operation.name': 'append',
          'telemachy.tenant': head.tenant,
          'telemachy.stream': head.stream,
          'telemachy.facts': facts.map(({ type }) => type),
        },
      },
      contextOf(options.meta.traceparent),
    );
    try {
      const meta = { ...options.meta, traceparent: traceparentOf(span) };
      const appended = await store.append(head, facts, { ...options, meta });
      span.setAttribute('telemachy.outcome', appended.outcome);
      span.end();
      return appended;
    } catch (error) {
      failSpan(span, error);
      throw error;
    }
  },
});
