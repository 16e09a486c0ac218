import { diag, DiagLogLevel, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import type { ShellConfig } from '../../config.ts';

/** Spans of one service process. Nothing is global: whoever makes a span is handed the tracer. */
export type Tracing = {
  readonly tracer: Tracer;
  /** Sends what is still kept, within some seconds. */
  close(): Promise<void>;
};

type TraceConfig = Pick<ShellConfig, 'OTEL_TRACES_SAMPLER' | 'OTEL_TRACES_SAMPLER_ARG'>;

/** The samplers that OpenTelemetry's environment names. */
const samplerOf = ({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio }: TraceConfig): Sampler => {
  switch (name) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio);
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
  }
};

/** Spans that `processor` is handed, whatever becomes of them there. */
export const tracingThrough = (service: string, processor: SpanProcessor, sampler: Sampler): Tracing => {
  const named = resourceFromAttributes({ 'service.namespace': 'telemachy', 'service.name': `telemachy-${service}` });
  const provider = new TracerProvider({
    // What the environment says of the resource wins.
    resource: defaultResource()
      .merge(named)
      .merge(detectResources({ detectors: [envDetector] })),
    sampler,
    spanProcessors: [processor],
  });
  return { tracer: provider.getTracer('telemachy'), close: () => provider.shutdown() };
};

/**
 * Traces sent in batches by OTLP over HTTP (protobuf), to where OpenTelemetry's own environment variables say.
 * A collector that does not answer is logged and costs spans, never a request.
 */
export const exportedTracing = (service: string, config: TraceConfig, logger: Logger): Tracing => {
  const tell = (level: 'warn' | 'error') => (message: string) => logger[level]({ about: 'traces' }, message);
  diag.setLogger(
    { error: tell('error'), warn: tell('warn'), info: () => {}, debug: () => {}, verbose: () => {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const exporter = new OTLPTraceExporter();
  return tracingThrough(service, new BatchSpanProcessor({ exporter }), samplerOf(config));
};
