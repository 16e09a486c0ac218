import { randomUUID } from 'node:crypto';
import type { PersonId } from '@telemachy/contracts';
import { bodyHashOf, memoryClaimKeeper, memoryEventStore, verifyClaims } from '@telemachy/event-store';
import type { Fact, Projection, Recorded } from '@telemachy/kernel';
import {
  CONFIG,
  createEdge,
  EVENT_STORE,
  organizationIdentity,
  READ_MODELS,
  Tenant,
  WORDS,
  type OrganizationRole,
} from '@telemachy/service-shell';
import { wordsInMemory } from '@telemachy/service-shell/testing';
import { schedulingService } from '../scheduling.module.ts';

type Where = Readonly<Record<string, unknown>>;
type Paged = { readonly limit: number; readonly cursor?: string };
type Stored = Readonly<Record<string, unknown>>;

/** As much of MongoDB's filters as this service asks for. */
const fits = (document: Stored, where: Where): boolean =>
  Object.entries(where).every(([field, wanted]) => {
    const value = document[field];
    const values = Array.isArray(value) ? value : [value];
    if (typeof wanted !== 'object' || wanted === null) return values.includes(wanted);
    const { $in, $gte, $lt } = wanted as { $in?: unknown[]; $gte?: string; $lt?: string };
    return values.some(
      (one) =>
        ($in === undefined || $in.includes(one)) &&
        ($gte === undefined || String(one) >= $gte) &&
        ($lt === undefined || String(one) < $lt),
    );
  });

/** Read models that are as fresh as the store, folded anew for each question. */
const readModelsOf = (facts: () => Promise<readonly Recorded[]>) => ({
  of: (projection: Projection<Stored>) => {
    const documents = async (tenant: string): Promise<ReadonlyMap<string, Stored>> => {
      const found = new Map<string, Stored>();
      for (const fact of await facts()) {
        if (fact.tenant !== tenant || !projection.hears.includes(fact.event.type)) continue;
        const key = projection.keyOf(fact);
        const after = key === undefined ? undefined : projection.apply(found.get(key), fact);
        if (key !== undefined && after !== undefined) found.set(key, after);
      }
      return found;
    };
    const peek = async (tenant: string, key: string) => (await documents(tenant)).get(key);
    return {
      peek,
      find: async (tenant: string, key: string, mayBeSeen: (document: Stored) => boolean) => {
        const found = await peek(tenant, key);
        return found !== undefined && mayBeSeen(found) ? found : undefined;
      },
      atLeast: async () => {},
      all: async (tenant: string, where: Where) =>
        [...(await documents(tenant)).values()].filter((document) => fits(document, where)),
      count: async (tenant: string, where: Where) =>
        [...(await documents(tenant)).values()].filter((document) => fits(document, where)).length,
      page: async (tenant: string, where: Where, asked: Paged, { field }: { readonly field: string }) => {
        const found = [...(await documents(tenant))]
          .filter(([, document]) => fits(document, where))
          .map(([key, document]) => ({ place: `${String(document[field])}|${key}`, document }))
          .toSorted((one, other) => (one.place < other.place ? -1 : 1))
          .filter(({ place }) => asked.cursor === undefined || place > asked.cursor);
        const items = found.slice(0, asked.limit);
        const next = found.length > items.length ? { next: items.at(-1)?.place } : {};
        return { items: items.map(({ document }) => document), ...next };
      },
    };
  },
});

export type Asker = {
  readonly person?: PersonId;
  readonly roles?: readonly OrganizationRole[];
  readonly tenant?: string;
};

/** The whole service around an in-memory store, without Kafka and MongoDB: who asks is said with each request. */
export const schedulingInMemory = async () => {
  const { seal, words } = await wordsInMemory(schedulingService.purposes);
  const store = memoryEventStore({ seal });
  const facts = () => store.readAll(0, 100_000);
  const askers = new Map<string, Asker>();
  const app = await createEdge({
    service: 'scheduling',
    policy: schedulingService.policy,
    controllers: schedulingService.controllers,
    providers: [
      { provide: EVENT_STORE, useValue: store },
      { provide: READ_MODELS, useValue: readModelsOf(facts) },
      { provide: WORDS, useValue: words },
      {
        provide: CONFIG,
        useValue: { TELEMACHY_PUBLIC_URL: 'https://mentoring.example', TELEMACHY_MEETING_NOTICE_MINUTES: 1440 },
      },
      ...schedulingService.providers,
    ],
    verifier: {
      verify: async (authorization) => {
        const asker = askers.get(authorization ?? '') ?? {};
        const { roles = [], tenant = 'acme' } = asker;
        const actor = asker.person ?? randomUUID();
        return {
          tenant: Tenant.parse(tenant),
          subject: actor,
          actor,
          signInKeys: [authorization ?? ''],
          roles,
          fingerprint: organizationIdentity('the secret of the tests', tenant).fingerprint,
        };
      },
    },
    people: { personOf: async ({ signInKeys }) => askers.get(signInKeys[0] ?? '')?.person },
  });

  const request = async (asker: Asker, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, more: Sent = {}) => {
    const authorization = `Bearer ${JSON.stringify(asker)}`;
    askers.set(authorization, asker);
    const { body, headers } = more;
    const response = await app.inject({
      method,
      url,
      headers: { authorization, ...headers },
      ...(body !== undefined && { payload: body }),
    });
    const isJson = String(response.headers['content-type'] ?? '').includes('json');
    return {
      status: response.statusCode,
      body: isJson ? response.json<Told>() : ({} as Told),
      text: response.body,
      headers: response.headers,
    };
  };
  type Sent = { readonly body?: object; readonly headers?: Readonly<Record<string, string>> };

  /** Puts facts that matching tells where the read models find them. */
  const tell = async (tenant: string, stream: string, told: readonly Fact[]) => {
    const { head } = await store.load(tenant, stream);
    const command = { id: randomUUID(), bodyHash: bodyHashOf(told) };
    await store.append(head, told, { command, meta: { correlationId: randomUUID(), actor: randomUUID() } });
  };
  /** The ledgers, compared with what the meetings' facts say. */
  const claims = () => verifyClaims(memoryClaimKeeper(store.disk), schedulingService.claims ?? []);
  return { request, tell, facts, claims, close: () => app.close() };
};

/** An answer's body, as loosely as a client reads it. */
export type Told = {
  // oxlint-disable-next-line typescript/no-explicit-any -- a client's view: any field may be asked for
  readonly [field: string]: any;
};
