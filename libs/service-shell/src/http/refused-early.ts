import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply } from 'fastify';
import { Problem, problemBody, problemType } from './problem.ts';

/** Answers are one caller's; a handler that may be cached says so itself. */
export const everyAnswer = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' } as const;

/** The router refuses some addresses before any hook runs. */
export const refuseAddress = (error: FastifyError, _request: unknown, reply: FastifyReply): void => {
  const problem = new Problem(error.statusCode ?? 400, 'malformed-request', 'The address is not well formed.');
  void reply
    .status(problem.status)
    .headers({ ...everyAnswer, 'content-type': problemType })
    .send(problemBody(problem, randomUUID()));
};

const problemOf = (code: string): Problem => {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem(408, 'too-slow', 'The request took too long to arrive.');
    case 'HPE_HEADER_OVERFLOW':
      return new Problem(431, 'headers-too-large', 'The headers are larger than any operation needs.');
    default:
      return new Problem(400, 'malformed-request', 'The request is not HTTP.');
  }
};

/** How long somebody may take to read that they were refused. */
const readMs = 2000;

/** What is no HTTP reaches no hook and no route: it is told so as everything else, and hung up on. */
export const refuseUnreadable = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const problem = problemOf(error.code ?? '');
  const body = JSON.stringify(problemBody(problem, randomUUID()));
  const headers = Object.entries({
    ...everyAnswer,
    'content-type': problemType,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  });
  if (socket.writable) {
    const head = [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      ...headers.map((pair) => pair.join(': ')),
    ];
    socket.setTimeout(readMs, () => socket.destroy());
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  } else socket.destroy(error);
};
