import { presentForm, presentType, upcasters as ours, type Upcasters } from '@telemachy/contracts';
import type { RawFact } from '@telemachy/event-store';
import type { Fact, Recorded } from '@telemachy/kernel';
import { keyOf } from './partition-of.ts';
import type { LogRecord, ReceivedRecord } from './port.ts';

/** A fact as it came out of a topic. */
export type Received = {
  readonly fact: Recorded;
  /** Dense number in its partition, from 1. */
  readonly partitionseq: number;
  readonly traceparent?: string;
};

/** A record that no publisher of ours wrote: a header is missing or has no meaning. */
export class MalformedRecord extends Error {
  override readonly name = 'MalformedRecord';
}

/** The envelope of this release; a newer one is another envelope, whose headers may mean something else. */
const specversion = '1.0';
const contentType = 'application/json';

/** CloudEvents compares `sequence` as a string; 16 digits hold every safe integer. */
const padded = (position: number): string => String(position).padStart(16, '0');

/**
 * A numbered fact as a CloudEvents 1.0 record in binary mode (Kafka protocol binding 1.0.2): attributes in `ce_` headers, the stored JSON as the value.
 * `correlationid`, `causationid`, `sequence`, `partitionkey`, `recordedtime` and `traceparent` are the documented extensions; `tenantid`,
 * `streamversion`, `partitionseq`, `commitid` and `actorid` are ours.
 */
export const encode = (service: string, fact: RawFact, partition: number, partitionseq: number): LogRecord => {
  const key = keyOf(fact.tenant, fact.stream);
  const headers: Record<string, string> = {
    ce_specversion: specversion,
    ce_id: fact.id,
    ce_source: `/telemachy/${service}`,
    ce_type: fact.type,
    ce_time: fact.recordedAt,
    ce_subject: fact.stream,
    ce_partitionkey: key,
    ce_correlationid: fact.correlationId,
    ce_sequence: padded(fact.position),
    ce_recordedtime: fact.recordedAt,
    ce_tenantid: fact.tenant,
    ce_streamversion: String(fact.version),
    ce_partitionseq: String(partitionseq),
    ce_commitid: fact.commit,
    ce_actorid: fact.actor,
    'content-type': contentType,
  };
  if (fact.causationId !== undefined) headers['ce_causationid'] = fact.causationId;
  if (fact.traceparent !== undefined) headers['ce_traceparent'] = fact.traceparent;
  return { partition, key, value: fact.data, headers };
};

const text = (record: ReceivedRecord, name: string): string => {
  const value = record.header(name);
  if (value === undefined || value === '') throw new MalformedRecord(`${where(record)} has no header ${name}`);
  return value;
};

const count = (record: ReceivedRecord, name: string): number => {
  const value = Number(text(record, name));
  if (!Number.isSafeInteger(value) || value < 1)
    throw new MalformedRecord(`${where(record)}: ${name} is no number from 1`);
  return value;
};

const checkEnvelope = (record: ReceivedRecord): void => {
  const version = text(record, 'ce_specversion');
  if (version !== specversion)
    throw new MalformedRecord(
      `${where(record)} is a CloudEvent ${version}, and this release reads ${specversion}: a newer one wrote it, so upgrade this service`,
    );
  const type = text(record, 'content-type');
  if (type.split(';')[0]?.trim() !== contentType)
    throw new MalformedRecord(
      `${where(record)} holds ${type}, and this release reads ${contentType}: a newer one wrote it, so upgrade this service`,
    );
};

const where = (record: ReceivedRecord): string => `${record.topic}/${record.partition}@${record.offset}`;

/** The type of the fact in a record, in the form of today; cheap, so that what nobody hears is never decoded. @throws MalformedRecord */
export const typeOf = (record: ReceivedRecord, upcasters: Upcasters = ours): string =>
  presentType(text(record, 'ce_type'), upcasters);

/** Dense place among the facts of the sending service, and in the partition. */
export type Place = { readonly position: number; readonly partitionseq: number };

/** @throws MalformedRecord */
export const placeOf = (record: ReceivedRecord): Place => ({
  position: count(record, 'ce_sequence'),
  partitionseq: count(record, 'ce_partitionseq'),
});

/**
 * The fact in a record, in the form of today. The record holds what the store holds, byte for byte: the store checked it against its schema on the way
 * in, and a rebuild from the store must see the very same value; so both hand an old form up by the same upcasters.
 * @param place as `placeOf` gave it, for who has asked already
 * @throws MalformedRecord
 */
export const decode = (
  record: ReceivedRecord,
  { position, partitionseq }: Place = placeOf(record),
  upcasters: Upcasters = ours,
): Received => {
  checkEnvelope(record);
  const causationId = record.header('ce_causationid');
  const traceparent = record.header('ce_traceparent');
  return {
    partitionseq,
    ...(traceparent === undefined ? {} : { traceparent }),
    fact: {
      id: text(record, 'ce_id'),
      tenant: text(record, 'ce_tenantid'),
      stream: text(record, 'ce_subject'),
      version: count(record, 'ce_streamversion'),
      position,
      recordedAt: text(record, 'ce_time'),
      commit: text(record, 'ce_commitid'),
      correlationId: text(record, 'ce_correlationid'),
      ...(causationId === undefined ? {} : { causationId }),
      actor: text(record, 'ce_actorid'),
      event: eventOf(record, upcasters),
    },
  };
};

const eventOf = (record: ReceivedRecord, upcasters: Upcasters): Fact => {
  const stored = { type: text(record, 'ce_type'), data: dataOf(record) };
  try {
    return presentForm(stored, upcasters);
  } catch (cause) {
    const present = presentType(stored.type, upcasters);
    throw new MalformedRecord(`${where(record)}: the upcasters from ${stored.type} to ${present} cannot read it`, {
      cause,
    });
  }
};

const dataOf = (record: ReceivedRecord): unknown => {
  try {
    return JSON.parse(record.value.toString()) as unknown;
  } catch {
    throw new MalformedRecord(`${where(record)}: the value is not JSON`);
  }
};
