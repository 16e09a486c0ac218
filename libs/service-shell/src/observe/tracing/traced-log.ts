import { SpanKind, type Span, type Tracer } from '@opentelemetry/api';
import type { EventLog, LogRecord, ReceivedRecord } from '@telemachy/event-log';
import { contextOf, failSpan, isSampled } from './trace-context.ts';

export type TracedLogOptions = {
  readonly tracer: Tracer;
  /** The fact types that its consumer hears: others pass through and are no part of a trace. */
  readonly hears: readonly string[];
  readonly now?: () => number;
};

/** A fact that is read long after it happened, by a rebuild or after an outage, is no news of its trace. */
const newsForMs = 10 * 60_000;

const messaging = { 'messaging.system': 'kafka' } as const;

/** Kafka, with a span for each fact of a sampled trace that is sent or handled: below the append that made the fact. */
export const tracedLog = (log: EventLog, { tracer, hears, now = () => Date.now() }: TracedLogOptions): EventLog => {
  const heard = new Set(hears);
  const sent = (topic: string, { headers, partition }: LogRecord): Span[] => {
    if (!isSampled(headers['ce_traceparent'])) return [];
    const attributes = {
      ...messaging,
      'messaging.operation.type': 'send',
      'messaging.destination.name': topic,
      'messaging.destination.partition.id': String(partition),
      'cloudevents.event_id': headers['ce_id'] ?? '',
      'cloudevents.event_type': headers['ce_type'] ?? '',
    };
    return [
      tracer.startSpan(`send ${topic}`, { kind: SpanKind.PRODUCER, attributes }, contextOf(headers['ce_traceparent'])),
    ];
  };

  const handled = (group: string, record: ReceivedRecord): Span[] => {
    const traceparent = record.header('ce_traceparent');
    if (!isSampled(traceparent)) return [];
    const type = record.header('ce_type') ?? '';
    const isNews = now() - Date.parse(record.header('ce_recordedtime') ?? '') < newsForMs;
    if (!isNews || !heard.has(type)) return [];
    const attributes = {
      ...messaging,
      'messaging.operation.type': 'process',
      'messaging.destination.name': record.topic,
      'messaging.destination.partition.id': String(record.partition),
      'messaging.consumer.group.name': group,
      'messaging.kafka.offset': Number(record.offset),
      'cloudevents.event_id': record.header('ce_id') ?? '',
      'cloudevents.event_type': type,
    };
    return [tracer.startSpan(`process ${group}`, { kind: SpanKind.CONSUMER, attributes }, contextOf(traceparent))];
  };

  const within = async (spans: readonly Span[], work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      for (const span of spans) span.end();
    } catch (error) {
      for (const span of spans) failSpan(span, error);
      throw error;
    }
  };

  return {
    ...log,
    produce: (topic, records) =>
      within(
        records.flatMap((record) => sent(topic, record)),
        () => log.produce(topic, records),
      ),
    consume: (options) =>
      log.consume({
        ...options,
        batch: (partition, records, signal) =>
          within(
            records.flatMap((record) => handled(options.group, record)),
            () => options.batch(partition, records, signal),
          ),
      }),
  };
};
