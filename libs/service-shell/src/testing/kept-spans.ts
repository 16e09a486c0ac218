import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace';
import { tracingThrough, type Tracing } from '../observe/tracing/tracing.ts';

/** A span that has ended. */
export type KeptSpan = {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
};

/** Tracing whose spans stay in memory, for specs. */
export const keptSpans = (
  service: string,
): { readonly tracing: Tracing; readonly spans: () => readonly KeptSpan[] } => {
  const exporter = new InMemorySpanExporter();
  const sampler = new ParentBasedSampler({ root: new AlwaysOnSampler() });
  return {
    tracing: tracingThrough(service, new SimpleSpanProcessor({ exporter }), sampler),
    spans: () =>
      exporter.getFinishedSpans().map((span) => ({
        name: span.name,
        traceId: span.spanContext().traceId,
        spanId: span.spanContext().spanId,
        parentId: span.parentSpanContext?.spanId,
        failed: span.status.code === 2,
        attributes: span.attributes,
      })),
  };
};
