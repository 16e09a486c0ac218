import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { Forgotten } from '@telemachy/privacy';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { RequestAudit } from '../audit/request-audit.ts';
import { isUnavailable, tookTooLong } from '../mongo/unavailable.ts';
import { notFound, Problem, problemBody, problemType, queryTooLong, unavailable, wordsForgotten } from './problem.ts';
import { stateOf } from './request-state.ts';

/** Refusals of Fastify and Nest themselves, before a handler was reached. */
const unreadable: Readonly<Record<number, readonly [word: string, detail: string]>> = {
  400: ['malformed-request', 'The request cannot be read.'],
  405: ['method-not-allowed', 'This address takes other methods.'],
  408: ['too-slow', 'The request took too long to arrive.'],
  413: ['too-large', 'The body is larger than this operation takes.'],
  414: ['address-too-long', 'The address is longer than any of ours.'],
  415: ['unsupported-media-type', 'The Content-Type is not well formed.'],
};

const statusOf = (error: unknown): number | undefined => {
  if (error instanceof HttpException) return error.getStatus();
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
};

/** What went wrong, as a problem; what we do not know is a 500 without inner details. */
export const asProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (tookTooLong(error)) return queryTooLong();
  if (isUnavailable(error)) return unavailable();
  if (error instanceof Forgotten) return wordsForgotten();
  const status = statusOf(error);
  if (status === 404) return notFound();
  const known = status === undefined ? undefined : unreadable[status];
  if (status !== undefined && known !== undefined) return new Problem(status, ...known);
  return new Problem(500, 'internal', 'Something went wrong on our side. The instance helps us to find it.');
};

const isOfTheAudit = (error: unknown): boolean => error instanceof Error && error.name === 'AuditUnavailable';

const send = (reply: FastifyReply, problem: Problem, correlationId: string): void => {
  if (reply.sent) return;
  void reply
    .status(problem.status)
    .headers(problem.headers)
    .header('content-type', problemType)
    .send(JSON.stringify(problemBody(problem, correlationId)));
};

/** Every error of every route leaves as `application/problem+json` (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;
  readonly #methodsOf: (path: string) => readonly string[];
  readonly #audit: Pick<RequestAudit, 'written'> | undefined;

  /**
   * @param methodsOf the methods that some route takes at a path, to tell 405 from 404
   * @param audit hears of refusals before whoever was refused
   */
  constructor(logger: Logger, methodsOf: (path: string) => readonly string[], audit?: Pick<RequestAudit, 'written'>) {
    this.#logger = logger;
    this.#methodsOf = methodsOf;
    this.#audit = audit;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { correlationId } = stateOf(request);
    const problem = this.#orMethod(asProblem(error), request);
    if (problem.status >= 500 && (problem.status !== 503 || isOfTheAudit(error))) {
      this.#logger.error({ err: error, correlationId, route: request.routeOptions?.url }, 'a request failed');
    }
    const writing = this.#audit?.written(request, { status: problem.status });
    if (writing === undefined) return send(reply, problem, correlationId);
    void this.#sendAfter(writing, reply, problem, correlationId);
  }

  async #sendAfter(writing: Promise<unknown>, reply: FastifyReply, problem: Problem, correlationId: string) {
    try {
      await writing;
      send(reply, problem, correlationId);
    } catch (failure) {
      this.#logger.error({ err: failure, correlationId }, 'a refusal was not audited');
      send(reply, asProblem(failure), correlationId);
    }
  }

  /** Where no route was met, the address or the method is at fault, whatever else was wrong: Fastify refuses a QUERY without a type before it looks. */
  #orMethod(problem: Problem, request: FastifyRequest): Problem {
    if (problem.status >= 500 || !request.is404) return problem;
    const allowed = this.#methodsOf(request.url.split('?', 1)[0] ?? '');
    if (allowed.length === 0) return new Problem(404, 'no-such-route', 'No operation has this address.');
    return new Problem(405, 'method-not-allowed', 'This address takes other methods.', {
      headers: { allow: allowed.join(', ') },
    });
  }
}
