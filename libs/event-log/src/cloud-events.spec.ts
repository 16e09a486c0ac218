import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { catalogue, ownerOf } from '@telemachy/contracts';
import type { RawFact } from '@telemachy/event-store';
import { CloudEvent, Kafka } from 'cloudevents';
import { decode, encode } from './codec.ts';
import { partitionOf } from './partition-of.ts';
import type { ReceivedRecord } from './port.ts';

const folder = new URL('../../contracts/fixtures/', import.meta.url);
const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { type: string; data: object });

const factOf = ({ type, data }: { type: string; data: object }): RawFact => ({
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
  type,
  data: JSON.stringify(data),
});
const received = (headers: Readonly<Record<string, unknown>>, key: string, value: string): ReceivedRecord => ({
  topic: 't',
  partition: 5,
  offset: 9n,
  key,
  value: Buffer.from(value),
  header: (name) => (headers[name] === undefined ? undefined : String(headers[name])),
});

// The reference library of CloudEvents, in both directions, for every fact that ever was.
describe.each(fixtures.map((fixture) => [fixture.type, fixture] as const))('%s', (type, fixture) => {
  const sent = encode(ownerOf(type), factOf(fixture), 5, 42);

  it('as we send it is read by the reference library', () => {
    const event = Kafka.toEvent({
      key: sent.key,
      value: JSON.parse(String(sent.value)) as never,
      headers: { ...sent.headers },
      body: undefined,
    } as never) as CloudEvent<object>;
    expect(event.validate()).toBe(true);
    expect([event.type, event.source, event.data]).toEqual([type, `/telemachy/${ownerOf(type)}`, fixture.data]);
    expect(event['partitionkey']).toBe(sent.key);
    // Every attribute arrives under its own name and as it was, ours too.
    const { 'content-type': datacontenttype, ...attributes } = sent.headers;
    expect(event).toMatchObject({
      datacontenttype,
      ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name.replace(/^ce_/, ''), value])),
    });
  });

  it('as the reference library sends it is read by us', () => {
    const attributes = Object.entries(sent.headers).map(([name, value]) => [name.replace(/^ce_/, ''), value]);
    const { 'content-type': datacontenttype, ...rest } = Object.fromEntries(attributes) as Record<string, string>;
    const event = new CloudEvent({ ...rest, datacontenttype, data: fixture.data } as never);
    const { headers, key, value } = Kafka.binary(event as never);
    const record = received(headers as never, String(key), JSON.stringify(value));
    const { fact, partitionseq } = decode(record);
    expect([key, partitionseq]).toEqual([sent.key, 42]);
    expect(fact).toEqual(decode(received(sent.headers, sent.key, String(sent.value))).fact);
    expect(partitionOf(String(key), 12)).toBe(partitionOf(sent.key, 12));
  });
});

it('every fact of today is among them', () => {
  expect(fixtures.map(({ type }) => type)).toEqual(expect.arrayContaining([...catalogue.keys()]));
});
