import { randomUUID } from 'node:crypto';
import type { Provider } from '@nestjs/common';
import type { PersonId } from '@telemachy/contracts';
import type { SignIn } from '@telemachy/contracts/matching';
import { bodyHashOf, memoryEventStore, type EventStore } from '@telemachy/event-store';
import type { Fact } from '@telemachy/kernel';
import { TokenVerifier } from '../../access/token-verifier.ts';
import type { ShellConfig } from '../../config.ts';
import { createEdge } from '../../edge.ts';
import { installationIdentity, organizationIdentity } from '../../identity.ts';
import { barredOf } from '../../people/barred-of.ts';
import { PeopleFound } from '../../people/people-found.ts';
import type { ServiceDefinition } from '../../service.ts';
import { CONFIG, EVENT_STORE, PEOPLE, READ_MODELS, WORDS, FILE_SEALS } from '../../tokens.ts';
import { wordsInMemory } from '../words-in-memory.ts';
import { readModelsInMemory } from './read-models.ts';

const hour = 3_600;
const identitySecret = 'the secret of services that run in memory';

export type InMemoryOptions = {
  /** Whose tokens are accepted: its `url`. */
  readonly issuer: { readonly url: string };
  /** What the service's own providers read of the environment. */
  readonly config?: object;
  /** In place of those of the definition, or of the shell, where they reach for MongoDB or Kafka. */
  readonly providers?: readonly Provider[];
  readonly store?: EventStore;
};

/** A request as `inject` takes it, with an answer as its sender sees it. */
export type Sent = {
  readonly method: string;
  readonly url: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
};
export type Heard = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
};

/** The whole HTTP side of a service, its own controllers, providers and projections, around a store in memory: real tokens, no Kafka, no MongoDB, no processes. */
export const inMemory = async <Config extends ShellConfig>(
  definition: ServiceDefinition<Config>,
  { issuer, config = {}, providers = [], ...given }: InMemoryOptions,
) => {
  const { seal, words, files } = await wordsInMemory(definition.purposes);
  const store = given.store ?? memoryEventStore({ seal });
  const readModels = readModelsInMemory(store, definition.projections);
  const known = definition.projections.find(({ projection }) => projection.name === 'people');
  if (known === undefined) throw new Error(`${definition.name} knows no people`);
  const people = new PeopleFound(readModels.of<SignIn & { readonly personId: PersonId }>(known.projection));
  const app = await createEdge({
    service: definition.name,
    policy: definition.policy,
    controllers: definition.controllers,
    providers: [
      { provide: EVENT_STORE, useValue: store },
      { provide: READ_MODELS, useValue: readModels },
      {
        provide: CONFIG,
        useValue: { OIDC_ISSUERS: [{ url: issuer.url }], TELEMACHY_IDENTITY_SECRET: identitySecret, ...config },
      },
      { provide: PEOPLE, useValue: people },
      { provide: WORDS, useValue: words },
      { provide: FILE_SEALS, useValue: files },
      ...definition.providers,
      ...providers,
    ],
    verifier: new TokenVerifier({ issuers: [{ url: issuer.url }], audience: 'telemachy', identitySecret }),
    people,
    // As fresh as the store, as its read models are.
    barred: barredOf(readModels, { oldestMs: 0, longestTokenSeconds: hour }),
  });
  return {
    store,
    send: async ({ method, url, token, headers = {}, body }: Sent): Promise<Heard> => {
      const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await app.inject({
        method: method as 'GET',
        url,
        headers: { ...authorization, ...headers },
        ...(body === undefined ? {} : { payload: body }),
      });
      return { status: response.statusCode, headers: response.headers, text: response.body };
    },
    /** Facts of this service or of one that it hears. */
    say: async (stream: string, facts: readonly Fact[], tenant = 'acme'): Promise<void> => {
      const { head } = await store.load(tenant, stream);
      const command = { id: randomUUID(), bodyHash: bodyHashOf(facts) };
      const meta = { correlationId: randomUUID(), actor: randomUUID() };
      const { outcome } = await store.append(head, facts, { command, meta });
      if (outcome !== 'appended') throw new Error(`the facts were not taken: ${outcome}`);
    },
    /** By which a token with this e-mail address finds a person. */
    signInKey: (email: string, tenant = 'acme'): string =>
      organizationIdentity(identitySecret, tenant).signInKey({ kind: 'email', value: email }),
    /** By which a sign-out finds the tokens of a subject. */
    subjectKey: (subject: string): string => installationIdentity(identitySecret).subject(issuer.url, subject),
    close: () => app.close(),
  };
};
export type InMemory = Awaited<ReturnType<typeof inMemory>>;
