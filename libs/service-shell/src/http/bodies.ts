import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readJsonBody } from './json-body.ts';
import { Problem } from './problem.ts';

/** We do not unpack: what was packed would be read as if it were not. */
const refusePacked = ({ headers }: FastifyRequest): void => {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity') return;
  throw new Problem(415, 'unsupported-media-type', 'Send the body as it is, without a Content-Encoding.', {
    headers: { 'accept-encoding': 'identity' },
    errors: [{ in: 'header', path: 'Content-Encoding', message: 'expected identity, or none' }],
  });
};

/** JSON is read; every other body is handed on as a stream, unread, to the guard that knows what its route takes. */
export const takeBodies = (fastify: FastifyInstance): void => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      refusePacked(request);
      done(null, readJsonBody(body));
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addContentTypeParser('*', (request, payload, done) => {
    try {
      refusePacked(request);
      done(null, payload);
    } catch (error) {
      done(error as Error);
    }
  });
};
