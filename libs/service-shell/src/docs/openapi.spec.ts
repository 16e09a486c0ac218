import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { healthPolicy } from '../observe/health-policy.ts';
import { HealthController } from '../observe/health.ts';
import { routesOf, type Route } from '../http/routes.ts';
import { openApiOf } from './openapi.ts';

const route = (changed: Partial<Route>): Route => ({
  at: 'Things.make',
  method: 'POST',
  template: '/v1/things/:id/make',
  operation: { name: 'make', summary: 'Make' },
  commands: true,
  status: 200,
  body: z.strictObject({ text: z.string().max(9), count: z.int(), size: z.number().optional() }),
  query: undefined,
  params: [{ name: 'id', schema: z.uuid() }],
  ...changed,
});

type Operation = {
  readonly parameters: readonly { readonly name: string; readonly schema: { readonly pattern?: string } }[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: unknown } } };
};
const operationOf = (changed: Partial<Route> = {}): Operation => {
  const one = route(changed);
  const document = openApiOf(
    { service: 'things', version: '1', routes: [one], policy: { make: 'signed-in' } },
    new Date(),
  );
  const [path = {}] = Object.values(document.paths);
  return path[one.method.toLowerCase()] as Operation;
};
const formOf = (name: string): RegExp => {
  const pattern = operationOf().parameters.find((parameter) => parameter.name === name)?.schema.pattern;
  return new RegExp(pattern ?? 'no pattern');
};

describe('an operation in the OpenAPI document', () => {
  it.each([
    ['Idempotency-Key', ['a', '"a"', 'x'.repeat(255)], ['', '""', '"a', 'a b', 'x'.repeat(256), 'ü']],
    ['If-Match', ['"0"', '"123456789"'], ['', '3', 'W/"3"', '""', '"-1"', '"1234567890"']],
  ])('says what %s may be', (name, fitting, others) => {
    const form = formOf(name);
    for (const value of fitting) expect([value, form.test(value)]).toEqual([value, true]);
    for (const value of others) expect([value, form.test(value)]).toEqual([value, false]);
  });

  it('says of a body which texts and numbers can be kept', () => {
    expect(operationOf().requestBody?.content['application/json'].schema).toMatchObject({
      properties: {
        text: { maxLength: 9, pattern: expect.stringContaining('u0000') },
        count: { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
        size: { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
      },
    });
  });

  it('tells an address with an id as one that may be too long', () => {
    expect(operationOf().responses).toHaveProperty('414');
    expect(operationOf({ params: [] }).responses).not.toHaveProperty('414');
  });

  it('tells a read that is refused by what is just now', () => {
    const read: Partial<Route> = { method: 'GET', commands: false, body: undefined };
    expect(operationOf(read).responses).not.toHaveProperty('409');
    const operation = { name: 'make', summary: 'Read', refusals: ['not-active'] };
    expect(operationOf({ ...read, operation }).responses).toHaveProperty('409');
  });
});

describe('health in the OpenAPI document', () => {
  it('may say all that it says: what is well, what is not, and both', () => {
    const document = openApiOf(
      { service: 'things', version: '1', routes: routesOf([HealthController]), policy: healthPolicy },
      new Date(),
    );
    expect(Object.keys(document.components.schemas['Health']?.properties ?? {})).toEqual([
      'status',
      'info',
      'error',
      'details',
    ]);
  });
});
