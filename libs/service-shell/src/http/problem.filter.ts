import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { isUnavailable } from '../mongo/unavailable.ts';
import { notFound, Problem, problemBody, unavailable } from './problem.ts';
import { stateOf } from './request-state.ts';

/** Fastify's own refusals, before a handler was reached. */
const framework: Readonly<Record<string, () => Problem>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: () => new Problem(400, 'malformed-json', 'The body is not JSON.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: () =>
    new Problem(400, 'malformed-json', 'The body is empty, though its type says JSON.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new Problem(400, 'malformed-request', 'The body is not as long as its header says.'),
  FST_ERR_CTP_BODY_TOO_LARGE: () => new Problem(413, 'too-large', 'The body is larger than this operation takes.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new Problem(415, 'unsupported-media-type', 'Send the body as application/json.'),
  FST_ERR_BAD_URL: () => new Problem(400, 'malformed-request', 'The address is not well formed.'),
  FST_ERR_MAX_PARAM_LENGTH: () => new Problem(414, 'address-too-long', 'A part of the address is too long.'),
};

const words: Readonly<Record<number, string>> = {
  400: 'malformed-request',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'too-large',
  415: 'unsupported-media-type',
};

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
const statusOf = (error: unknown): number | undefined => {
  if (error instanceof HttpException) return error.getStatus();
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
};

/** What went wrong, as a problem; what we do not know is a 500 without inner details. */
export const asProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  const known = framework[codeOf(error)];
  if (known !== undefined) return known();
  if (isUnavailable(error)) return unavailable();
  const status = statusOf(error);
  if (status === 404) return notFound();
  const word = status === undefined ? undefined : words[status];
  if (status !== undefined && word !== undefined) return new Problem(status, word, 'The request cannot be read.');
  return new Problem(500, 'internal', 'Something went wrong on our side. The instance helps us to find it.');
};

/** Every error of every route leaves as `application/problem+json` (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;
  readonly #methodsOf: (path: string) => readonly string[];

  /** @param methodsOf the methods that some route takes at a path, to tell 405 from 404 */
  constructor(logger: Logger, methodsOf: (path: string) => readonly string[]) {
    this.#logger = logger;
    this.#methodsOf = methodsOf;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { correlationId } = stateOf(request);
    const problem = this.#orMethod(asProblem(error), request);
    if (problem.status >= 500 && problem.status !== 503) {
      this.#logger.error({ err: error, correlationId, route: request.routeOptions?.url }, 'a request failed');
    }
    if (reply.sent) return;
    void reply
      .status(problem.status)
      .headers(problem.headers)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problemBody(problem, correlationId)));
  }

  #orMethod(problem: Problem, request: FastifyRequest): Problem {
    if (problem.status !== 404 || !request.is404) return problem;
    const allowed = this.#methodsOf(request.url.split('?', 1)[0] ?? '');
    if (allowed.length === 0) return new Problem(404, 'no-such-route', 'No operation has this address.');
    return new Problem(405, 'method-not-allowed', 'This address takes other methods.', {
      headers: { allow: allowed.join(', ') },
    });
  }
}
