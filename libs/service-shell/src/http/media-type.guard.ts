import { Readable } from 'node:stream';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { invalid, Problem } from './problem.ts';
import type { Route } from './routes.ts';

type Takes = Pick<Route, 'at' | 'operation' | 'body'>;

const json = 'application/json';
const utf8 = new Set(['utf-8', 'utf8']);

const refused = (expected: string, message: string): Problem =>
  new Problem(415, 'unsupported-media-type', `Send the body as ${expected}.`, {
    headers: { accept: expected },
    errors: [{ in: 'header', path: 'Content-Type', message }],
  });

/** Type and charset of a `Content-Type`, in lower case. */
const mediaTypeOf = (header: string): { readonly type: string; readonly charset: string } => ({
  type: header.split(';', 1)[0]?.trim().toLowerCase() ?? '',
  charset: /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(header)?.[1]?.toLowerCase() ?? 'utf-8',
});

const isEmpty = (body: unknown): boolean =>
  body === null || (typeof body === 'object' && !(body instanceof Readable) && Object.keys(body).length === 0);

/** Stands after the access guard: a body comes in the type that its route takes, as UTF-8, or not at all. */
export class MediaTypeGuard implements CanActivate {
  readonly #routes: ReadonlyMap<string, Takes>;

  constructor(routes: readonly Takes[]) {
    this.#routes = new Map(routes.map((route) => [route.at, route]));
  }

  /** @throws Problem 415 for another type or charset, 400 for a body that nobody reads */
  canActivate(context: ExecutionContext): boolean {
    const { body, headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (body === undefined) return true;
    const expected = this.#takenBy(context);
    if (expected !== undefined) checkType(expected, headers['content-type']);
    else if (!isEmpty(body)) throw invalid('body', '', 'this operation takes no body');
    return true;
  }

  #takenBy(context: ExecutionContext): string | undefined {
    const route = this.#routes.get(`${context.getClass().name}.${context.getHandler().name}`);
    return route?.operation?.consumes ?? (route?.body === undefined ? undefined : json);
  }
}

const checkType = (expected: string, header: string | undefined): void => {
  if (header === undefined) throw refused(expected, `a body needs its type: ${expected}`);
  const { type, charset } = mediaTypeOf(header);
  if (type !== expected) throw refused(expected, `expected ${expected}`);
  if (!utf8.has(charset)) throw refused(expected, 'expected charset=utf-8');
};
