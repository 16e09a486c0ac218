import { describe, expect, it } from '@jest/globals';
import { upcastersOf } from '@telemachy/contracts';
import type { RawFact } from '@telemachy/event-store';
import { Kafka } from 'cloudevents';
import type { CloudEvent } from 'cloudevents';
import { decode, encode, MalformedRecord, placeOf, typeOf } from './codec.ts';
import type { LogRecord, ReceivedRecord } from './port.ts';

const raw: RawFact = {
  id: '0f4bd1a4-8f34-5a21-9a4c-2b6f0a3a7c11',
  tenant: 'northwind',
  stream: 'goal-7d9f3a52-3f0e-4a7a-9a0e-5a1d6c8b9e10',
  version: 3,
  position: 4711,
  recordedAt: '2026-11-23T22:48:00.123Z',
  commit: 'c-1',
  correlationId: 'b7c1',
  causationId: 'a1',
  actor: 'person-1',
  type: 'goals.goal-set.v1',
  data: '{"text":"Führe ein Gespräch","dueOn":"2026-12-01"}',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};
const receive = ({ partition, key, value, headers }: LogRecord): ReceivedRecord => ({
  topic: 'goals.events.g1',
  partition,
  offset: 9n,
  key,
  value: Buffer.from(value),
  header: (name) => headers[name],
});
const without = (record: LogRecord, name: string): LogRecord => ({
  ...record,
  headers: Object.fromEntries(Object.entries(record.headers).filter(([header]) => header !== name)),
});

describe('a fact on the wire', () => {
  const sent = encode('goals', raw, 5, 42);

  it('comes back as it was', () => {
    const { type, data, traceparent, ...rest } = raw;
    expect(decode(receive(sent))).toEqual({
      fact: { ...rest, event: { type, data: JSON.parse(data) as unknown } },
      partitionseq: 42,
      traceparent,
    });
    expect(typeOf(receive(sent))).toBe('goals.goal-set.v1');
    expect(placeOf(receive(sent))).toEqual({ position: 4711, partitionseq: 42 });
  });
  it('comes back without what it did not have', () => {
    const { causationId: _, traceparent: __, ...bare } = raw;
    const { fact, ...rest } = decode(receive(encode('goals', bare, 5, 42)));
    expect(fact).not.toHaveProperty('causationId');
    expect(rest).not.toHaveProperty('traceparent');
  });
  it('comes back in the form of today, sent as it was written', () => {
    const upcasters = upcastersOf([
      {
        from: 'goals.goal-set.v1',
        to: 'goals.goal-set.v2',
        upcast: ({ text, dueOn }) => {
          if (dueOn === undefined) throw new Error('no date');
          return { words: text, dueOn };
        },
      },
    ]);
    const record = receive(sent);
    expect(record.header('ce_type')).toBe('goals.goal-set.v1');
    expect(typeOf(record, upcasters)).toBe('goals.goal-set.v2');
    expect(decode(record, undefined, upcasters).fact.event).toEqual({
      type: 'goals.goal-set.v2',
      data: { words: 'Führe ein Gespräch', dueOn: '2026-12-01' },
    });
    expect(() => decode(receive({ ...sent, value: '{}' }), undefined, upcasters)).toThrow(
      'the upcasters from goals.goal-set.v1 to goals.goal-set.v2 cannot read it',
    );
  });
  it('carries the stored JSON byte for byte, and no value of it outside', () => {
    expect(sent.value).toBe(raw.data);
    expect(JSON.stringify([sent.key, sent.headers])).not.toContain('Gespräch');
  });
  it('is a CloudEvent in binary mode, as the reference library reads it', () => {
    const event = Kafka.toEvent<Record<string, string>>({
      key: sent.key,
      value: JSON.parse(String(sent.value)) as never,
      headers: { ...sent.headers },
      body: undefined,
    } as never) as CloudEvent<Record<string, string>>;
    expect(event.validate()).toBe(true);
    expect(event).toMatchObject({
      specversion: '1.0',
      id: raw.id,
      source: '/telemachy/goals',
      type: raw.type,
      subject: raw.stream,
      datacontenttype: 'application/json',
      partitionkey: `northwind|${raw.stream}`,
      correlationid: 'b7c1',
      causationid: 'a1',
      sequence: '0000000000004711',
      tenantid: 'northwind',
      streamversion: '3',
      partitionseq: '42',
      recordedtime: raw.recordedAt,
      traceparent: raw.traceparent,
    });
    expect(event.time).toBe(raw.recordedAt);
    expect(event.data).toEqual(JSON.parse(raw.data));
  });
  it('names its envelope and refuses that of a newer release', () => {
    const with_ = (headers: Record<string, string>) => receive({ ...sent, headers: { ...sent.headers, ...headers } });
    expect(() => decode(with_({ ce_specversion: '2.0' }))).toThrow(
      'goals.events.g1/5@9 is a CloudEvent 2.0, and this release reads 1.0: a newer one wrote it, so upgrade this service',
    );
    expect(() => decode(with_({ 'content-type': 'application/avro' }))).toThrow(
      'holds application/avro, and this release',
    );
    expect(decode(with_({ 'content-type': 'application/json; charset=utf-8' })).fact.id).toBe(raw.id);
  });
  it('names its extensions as CloudEvents asks: small letters and digits', () => {
    for (const header of Object.keys(sent.headers)) expect(header).toMatch(/^(ce_[a-z0-9]{1,20}|content-type)$/);
  });
  it.each([
    'ce_specversion',
    'content-type',
    'ce_id',
    'ce_type',
    'ce_tenantid',
    'ce_subject',
    'ce_streamversion',
    'ce_sequence',
    'ce_partitionseq',
  ])('is refused without %s', (name) => {
    expect(() => decode(receive(without(sent, name)))).toThrow(MalformedRecord);
    expect(() => decode(receive(without(sent, name)))).toThrow(`goals.events.g1/5@9 has no header ${name}`);
  });
  it('is refused when a number is none or the value is not JSON', () => {
    const headers = { ...sent.headers, ce_sequence: '12x' };
    expect(() => decode(receive({ ...sent, headers }))).toThrow('ce_sequence is no number from 1');
    expect(() => decode(receive({ ...sent, value: '{' }))).toThrow('the value is not JSON');
  });
});
