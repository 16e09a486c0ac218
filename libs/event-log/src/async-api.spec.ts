import { readFileSync } from 'node:fs';
import specification from '@asyncapi/specs';
import { describe, expect, it } from '@jest/globals';
import { catalogue, ownerOf, privacyOfFact, sealedClasses, services } from '@telemachy/contracts';
import type { ServiceName } from '@telemachy/contracts';
import type { JsonSchema } from '@telemachy/contracts/compatibility';
import { Ajv, type AnySchemaObject } from 'ajv';
import ajvFormats from 'ajv-formats';
import { asyncApiOf } from './async-api.ts';
import { encode } from './codec.ts';

// `x-privacy` is a keyword of ours, so unknown ones pass.
const ajv = new Ajv({ strict: false, allErrors: true });
ajvFormats.default(ajv);
const official = ajv.compile(specification.schemasWithoutId['3.0.0'] as AnySchemaObject);

/** Places that the official JSON Schema of AsyncAPI 3.0.0 finds fault with. */
const faultsOf = (document: object): readonly string[] =>
  official(document)
    ? []
    : (official.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${String(message)}`);

const referencesIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = '$ref' in value && typeof value.$ref === 'string' ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
};
const follow = (document: object, reference: string): unknown =>
  reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);

const dataOf = (type: string): Readonly<Record<string, unknown>> =>
  (
    JSON.parse(readFileSync(new URL(`../../contracts/fixtures/${type}.json`, import.meta.url), 'utf8')) as {
      data: Readonly<Record<string, unknown>>;
    }
  ).data;
type Fields = Readonly<Record<string, JsonSchema & { readonly properties?: Fields; readonly 'x-words'?: Fields }>>;
/** Of each field: its class, whose it is, and whether it is sealed. */
const fieldsOf = (schema: JsonSchema): Readonly<Record<string, readonly unknown[]>> => {
  const { sealed, ...open } = schema['properties'] as Fields;
  const told = (fields: Fields, isSealed: boolean) =>
    Object.entries(fields).map(([field, of]) => [field, [of['x-privacy'], of['x-privacy-of'], isSealed]] as const);
  const boxes = Object.values(sealed?.properties ?? {}).flatMap((box) => told(box['x-words'] ?? {}, true));
  return Object.fromEntries([...told(open, false), ...boxes]);
};
const typesOf = (service: ServiceName) => [...catalogue.keys()].filter((type) => ownerOf(type) === service);

type Made = {
  readonly channels: { readonly facts: { readonly messages: Readonly<Record<string, unknown>> } };
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly examples: readonly { readonly payload: object }[] }>>;
    readonly schemas: Readonly<Record<string, JsonSchema>>;
  };
};

describe.each(services)('what %s says on Kafka, as AsyncAPI', (service) => {
  const types = typesOf(service);
  const made = asyncApiOf(service, { version: '0.1.0', exampleOf: dataOf }) as Made;
  const { schemas, messages } = made.components;

  it('keeps to the official schema', () => expect(faultsOf(made)).toEqual([]));

  it('has a message for every fact and no other', () => {
    expect(Object.keys(made.channels.facts.messages)).toEqual(types);
    expect(Object.keys(messages)).toEqual(types);
  });

  it('points at nothing that is not there', () => {
    const references = referencesIn(made);
    expect(references.length).toBeGreaterThan(types.length);
    expect(references.filter((reference) => follow(made, reference) === undefined)).toEqual([]);
  });

  it('shows examples that fit', () => {
    for (const type of types) {
      const [example] = messages[type]?.examples ?? [];
      expect({ type, fits: ajv.validate(schemas[type] ?? false, example?.payload) }).toEqual({ type, fits: true });
    }
  });

  it('names the privacy class of every field', () => {
    for (const type of types)
      expect(fieldsOf(schemas[type] ?? {})).toEqual(
        Object.fromEntries(
          Object.entries(privacyOfFact(type)).map(([field, privacy]) => [
            field,
            [
              privacy.class,
              'of' in privacy ? privacy.of : undefined,
              sealedClasses.some((sealed) => sealed === privacy.class),
            ],
          ]),
        ),
      );
  });

  it('describes the headers that are sent, all of them and no other', () => {
    const fact = {
      id: '0f4bd1a4-8f34-5a21-9a4c-2b6f0a3a7c11',
      tenant: 'northwind',
      stream: 'goal-7d9f3a52-3f0e-4a7a-9a0e-5a1d6c8b9e10',
      version: 3,
      position: 4711,
      recordedAt: '2026-11-23T22:48:00.123Z',
      commit: 'c-1',
      correlationId: 'b7c1',
      actor: 'person-1',
      type: types[0] ?? '',
      data: '{}',
    };
    const fewest = encode(service, fact, 5, 42).headers;
    const most = encode(service, { ...fact, causationId: 'a1', traceparent: '00-1-2-01' }, 5, 42).headers;
    const headers = schemas['headers'] as { required: string[]; properties: object };
    expect(Object.keys(headers.properties).toSorted()).toEqual(Object.keys(most).toSorted());
    expect(headers.required.toSorted()).toEqual(Object.keys(fewest).toSorted());
    expect([ajv.validate(headers, fewest), ajv.validate(headers, most)]).toEqual([true, true]);
    expect(ajv.validate(headers, { ...most, ce_source: '/elsewhere' })).toBe(false);
  });
});

it('the official schema finds faults where there are some', () => {
  const made = asyncApiOf('goals', { version: '0.1.0' });
  expect(faultsOf({ ...made, operations: { say: { action: 'shout' } } }).join('\n')).toMatch(/operations\/say/);
  expect(faultsOf({ ...made, info: {} }).join('\n')).toMatch(/info/);
});

it('an installation with a prefix names its own topic', () => {
  const made = asyncApiOf('goals', { version: '0.1.0', topic: 'acme-goals.events.g2', partitions: 3 });
  expect(made['channels']).toMatchObject({
    facts: { address: 'acme-goals.events.g2', bindings: { kafka: { topic: 'acme-goals.events.g2', partitions: 3 } } },
  });
});
