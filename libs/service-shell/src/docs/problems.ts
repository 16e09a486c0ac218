import { Problem, problemBody } from '../http/problem.ts';
import type { Route } from '../http/routes.ts';
import { healthPolicy } from '../observe/health-policy.ts';

const problem = (status: number, word: string, description: string) => ({
  description,
  content: {
    'application/problem+json': {
      schema: { $ref: '#/components/schemas/Problem' },
      example: problemBody(new Problem(status, word, description), '0190c8a2-7c1e-7b1f-9f64-3d0d1a5c7e11'),
    },
  },
});
const tooMany = {
  ...problem(429, 'too-many-requests', 'Asked too often; send the same request again after `Retry-After` seconds'),
  headers: {
    'Retry-After': { description: 'Seconds until it may be sent again', schema: { type: 'integer' } },
    RateLimit: { description: 'What is left of each quota: `r` requests for `t` seconds', schema: { type: 'string' } },
    'RateLimit-Policy': { description: 'Each quota: `q` requests in `w` seconds', schema: { type: 'string' } },
  },
};
const usual: Readonly<Record<string, ReturnType<typeof problem>>> = {
  '400': problem(400, 'invalid-request', 'Not well formed: each fault is named in `errors`'),
  '401': problem(401, 'token-missing', 'No bearer token, or one that does not hold'),
  '403': problem(403, 'forbidden', 'A role is missing'),
  '404': problem(404, 'not-found', 'Not there, or not yours: the answer does not say which'),
  '503': problem(
    503,
    'unavailable',
    'The store cannot be reached; send the same request again after `Retry-After` seconds',
  ),
};
/** An id that is far longer than any. */
const tooLong = { '414': problem(414, 'malformed-request', 'The address is longer than any of ours') };
/** A read that is refused for what something is just now. */
const refused = { '409': problem(409, 'mentorship-not-active', 'In conflict with what is') };
const publicly = { '400': usual['400'], '404': usual['404'], '503': usual['503'] };
const commanded: typeof usual = {
  '409': problem(409, 'claim-taken', 'In conflict with what is, or a claim somebody else holds'),
  '412': problem(412, 'stale', '`If-Match` is older than the stream'),
  '422': problem(422, 'command-reused', 'Refused by a rule; or this `Idempotency-Key` came with another body before'),
};

/** The problems that a route may answer, by status. */
export const problemsOf = ({ operation, params, commands }: Route, isPublic: boolean) => ({
  ...(isPublic ? publicly : usual),
  ...(operation !== undefined && operation.name in healthPolicy ? {} : { '429': tooMany }),
  ...(params.length > 0 ? tooLong : {}),
  ...(operation?.refusals === undefined ? {} : refused),
  ...(commands ? commanded : {}),
});
