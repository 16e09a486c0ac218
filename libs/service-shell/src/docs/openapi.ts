import { z } from 'zod';
import type { Policy } from '../access/policy.ts';
import type { Route } from '../http/routes.ts';
import { keyForm, versionForm } from '../http/command-context.ts';
import { exampleOf } from './examples.ts';
import { problemsOf } from './problems.ts';
import { schemasInto, type JsonSchema } from './schemas.ts';

const header = (name: string, description: string, { source: pattern }: RegExp) => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string', pattern },
});
const idempotencyKey = header(
  'Idempotency-Key',
  'Makes retries safe: the same key and body get the same answer, once done. One is made where none is sent.',
  keyForm,
);
const ifMatch = header(
  'If-Match',
  'The `ETag` seen last, such as `"3"`: refused with 412 when it changed meanwhile.',
  versionForm,
);
/** What is made has no version yet. */
const headersOf = ({ commands, status }: Route) =>
  commands ? [idempotencyKey, ...(status === 201 ? [] : [ifMatch])] : [];
const answerHeaders = {
  ETag: { description: 'Version of the stream, quoted', schema: { type: 'string' } },
  Location: { description: 'Where to read it, at least as fresh as this command', schema: { type: 'string' } },
  'Idempotency-Key': { description: 'The key sent, or one made here', schema: { type: 'string' } },
};

const ProblemSchema = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status', 'detail', 'instance'],
  properties: {
    type: { type: 'string', description: 'Stable: `urn:telemachy:problem:<word>`' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'Carries the correlation id' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['in', 'path', 'message'],
        properties: {
          in: { enum: ['body', 'path', 'query', 'header'] },
          path: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
  },
};

const who = (policy: Policy, name: string): string => {
  const row = policy[name];
  if (row === undefined || row === 'public') return 'Anybody, without a token.';
  if (row === 'signed-in') return 'Everyone of the organization.';
  const names = [...(row.relations ?? []), ...(row.roles ?? []).map((role) => `${role} (role)`)];
  return `Who: ${names.join(', ')}.`;
};

/** What `Streams.perform` answers where a route says nothing more. */
const Done = z.looseObject({ id: z.uuid(), version: z.int() }).meta({ id: 'Done' });

const responsesOf = (route: Route, schemas: ReturnType<typeof schemasInto>, isPublic: boolean) => {
  const { operation } = route;
  const answer = operation?.answer ?? (route.commands ? Done : undefined);
  const content =
    answer === undefined
      ? operation?.produces && { [operation.produces]: { schema: { type: 'string' } } }
      : { 'application/json': { schema: schemas.output(answer) } };
  return {
    [String(route.status)]: {
      description: 'Done',
      ...(content ? { content } : {}),
      ...(route.commands ? { headers: answerHeaders } : {}),
    },
    ...problemsOf(route, isPublic),
  };
};

const requestBody = ({ operation, body }: Route, schemas: ReturnType<typeof schemasInto>, at: Date) => {
  if (operation?.consumes !== undefined) {
    return { requestBody: { required: true, content: { [operation.consumes]: { schema: { type: 'string' } } } } };
  }
  if (body === undefined) return {};
  const shown = operation === undefined ? undefined : exampleOf(operation, at);
  const example = shown === undefined ? {} : { example: shown };
  const required = !body.safeParse(undefined).success;
  return { requestBody: { required, content: { 'application/json': { schema: schemas.input(body), ...example } } } };
};

const parametersOf = (route: Route, schemas: ReturnType<typeof schemasInto>) => {
  const query = route.query === undefined ? undefined : (schemas.inline(route.query) as JsonSchema);
  return [
    ...route.params.map(({ name, schema }) => ({
      name,
      in: 'path',
      required: true,
      schema: schemas.inline(schema ?? z.string()),
    })),
    ...Object.entries(query?.properties ?? {}).map(([name, schema]) => {
      const { description } = schema as { readonly description?: string };
      return {
        name,
        in: 'query',
        required: query?.required?.includes(name) ?? false,
        // Pages show what stands beside a schema, not in it.
        ...(description === undefined ? {} : { description }),
        schema,
      };
    }),
    ...headersOf(route),
  ];
};

const operationOf = (route: Route, policy: Policy, schemas: ReturnType<typeof schemasInto>, at: Date) => {
  const { operation } = route;
  const name = operation?.name ?? route.at;
  const isPublic = policy[name] === 'public';
  const refusals = operation?.refusals?.length
    ? `Refusals: ${operation.refusals.map((word) => `\`${word}\``).join(', ')}.`
    : '';
  return {
    operationId: name,
    tags: [route.template.split('/')[route.template.startsWith('/v1/') ? 2 : 1] ?? 'service'],
    summary: operation?.summary ?? name,
    description: [operation?.description, who(policy, name), refusals].filter(Boolean).join('\n\n'),
    ...(isPublic ? { security: [] } : {}),
    parameters: parametersOf(route, schemas),
    ...requestBody(route, schemas, at),
    responses: responsesOf(route, schemas, isPublic),
  };
};

export type Described = {
  readonly service: string;
  readonly version: string;
  readonly routes: readonly Route[];
  readonly policy: Policy;
  /** Where else to read about it. */
  readonly externalDocs?: { readonly url: string; readonly description: string } | undefined;
};

const introduction = (service: string): string =>
  [
    `The ${service} service of Telemachy.`,
    'Bring a token with each request (**Authorize**), but where a route says that it needs none. With the development issuer, ' +
      '`npm run --silent token -- --as person:ada@example.org` prints one, `--as coordinator` another.',
    'Every answer that refuses is a problem (RFC 9457) whose `type` is stable. What a command answers with as `Location` reads at least as fresh as itself.',
  ].join('\n\n');

/** The service's API as OpenAPI 3.1, made from the schemas its routes validate with; times in its examples lie ahead of `at`. */
export const openApiOf = ({ service, version, routes, policy, externalDocs }: Described, at: Date) => {
  const components: Record<string, JsonSchema> = { Problem: ProblemSchema };
  const schemas = schemasInto(components);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.template.replace(/:([^/]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, policy, schemas, at) };
  }
  return {
    openapi: '3.1.0',
    info: { title: `Telemachy ${service}`, version, description: introduction(service) },
    ...(externalDocs === undefined ? {} : { externalDocs }),
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: components,
    },
  };
};
