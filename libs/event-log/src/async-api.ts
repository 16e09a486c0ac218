import { catalogue, ownerOf, topicOf } from '@telemachy/contracts';
import type { ServiceName } from '@telemachy/contracts';
import { schemaOfStored, storedExample } from '@telemachy/contracts/compatibility';
import { topicSettings } from './kafka-options.ts';

export type AsyncApiOptions = {
  /** Of the release that says these facts. */
  readonly version: string;
  /** Where this installation keeps them; the topic of the first generation unless told. */
  readonly topic?: string;
  /** Of that topic; 12 unless told. */
  readonly partitions?: number;
  readonly retentionDays?: number;
  /** A fact's data as somebody said them, where there is an example. */
  readonly exampleOf?: (type: string) => Readonly<Record<string, unknown>> | undefined;
};

type Json = { readonly [key: string]: unknown };

const bindingVersion = '0.5.0';
const text = (description: string, more: Json = {}): Json => ({ type: 'string', description, ...more });
const number = (description: string): Json => text(description, { pattern: '^[0-9]+$' });

/** The headers of every record: a CloudEvent in binary mode, as `encode` writes it. */
const envelope = (service: string): Json => ({
  type: 'object',
  description: 'CloudEvents 1.0 in binary mode (Kafka protocol binding 1.0.2). No header holds a personal value.',
  required: [
    'ce_specversion',
    'ce_id',
    'ce_source',
    'ce_type',
    'ce_time',
    'ce_subject',
    'ce_partitionkey',
    'ce_correlationid',
    'ce_sequence',
    'ce_recordedtime',
    'ce_tenantid',
    'ce_streamversion',
    'ce_partitionseq',
    'ce_commitid',
    'ce_actorid',
    'content-type',
  ],
  properties: {
    ce_specversion: text('Version of CloudEvents', { const: '1.0' }),
    ce_id: text('Of this fact, for ever: drop what has been seen', { format: 'uuid' }),
    ce_source: text('The service that says it', { const: `/telemachy/${service}` }),
    ce_type: text('Name and version of the fact'),
    ce_time: text('When the service learned it', { format: 'date-time' }),
    ce_subject: text('The stream, <kind>-<id>'),
    ce_partitionkey: text('The record’s key, <organization>|<stream>: facts of one stream keep their order'),
    ce_correlationid: text('What all that follows from one request has in common'),
    ce_causationid: text('The fact that led to this one, where one did'),
    ce_sequence: number('Dense place among the facts of this service, padded so that strings compare'),
    ce_recordedtime: text('As ce_time', { format: 'date-time' }),
    ce_traceparent: text('W3C trace context, where there is one'),
    ce_tenantid: text('The organization'),
    ce_streamversion: number('Place in its stream, from 1'),
    ce_partitionseq: number('Dense number in its partition, from 1: a hole means that facts are missing'),
    ce_commitid: text('The facts of one command have it in common'),
    ce_actorid: text('Who did it: an id, never a name'),
    'content-type': text('Of the value', { const: 'application/json' }),
  },
});

/** `goals.goal-step-added.v1` → `goal step added`. */
const titleOf = (type: string): string => type.split('.').slice(1, -1).join(' ').replaceAll('-', ' ');

const messageOf = (type: string, exampleOf: AsyncApiOptions['exampleOf']): Json => {
  const example = exampleOf?.(type);
  return {
    name: type,
    title: titleOf(type),
    contentType: 'application/json',
    correlationId: { location: '$message.header#/ce_correlationid' },
    headers: { $ref: '#/components/schemas/headers' },
    payload: { $ref: `#/components/schemas/${type}` },
    bindings: { kafka: { key: { type: 'string' }, bindingVersion } },
    ...(example === undefined ? {} : { examples: [{ name: 'stored', payload: storedExample(type, example) }] }),
  };
};

/**
 * What a service says on Kafka, as AsyncAPI 3.0: its topic, the envelope, and each fact as it is stored, with the privacy class of each field in `x-privacy` (and
 * in `x-privacy-of` the field that says whose it is); words that are sealed stand in the `x-words` of their box.
 */
export const asyncApiOf = (service: ServiceName, options: AsyncApiOptions): Json => {
  const { version, topic = topicOf(service), partitions = 12, retentionDays = 30, exampleOf } = options;
  const types = [...catalogue.keys()].filter((type) => ownerOf(type) === service);
  const each = (make: (type: string) => Json): Json => Object.fromEntries(types.map((type) => [type, make(type)]));
  const configured = Object.fromEntries(
    topicSettings(retentionDays).map(({ name, value }) =>
      name === 'cleanup.policy' ? [name, [value]] : [name, Number(value)],
    ),
  );
  return {
    asyncapi: '3.0.0',
    info: {
      title: `Telemachy ${service}: facts`,
      version,
      description:
        `What the ${service} service says happened. Delivery is at least once and in order per key: drop what has been seen, by ce_sequence. ` +
        'The truth is the service’s store; the topic is the live fan-out. A field that is not known is no fault; a new form of a fact is a new type. Words that only their people may read are sealed.',
    },
    defaultContentType: 'application/json',
    channels: {
      facts: {
        address: topic,
        title: `Facts of ${service}`,
        messages: each((type) => ({ $ref: `#/components/messages/${type}` })),
        bindings: { kafka: { topic, partitions, topicConfiguration: configured, bindingVersion } },
      },
    },
    operations: {
      say: {
        action: 'send',
        title: 'Say what happened',
        summary: 'After the commit, in the order of the service’s positions.',
        channel: { $ref: '#/channels/facts' },
      },
    },
    components: {
      messages: each((type) => messageOf(type, exampleOf)),
      schemas: { headers: envelope(service), ...each(schemaOfStored) },
    },
  };
};
