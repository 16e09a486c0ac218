/** One fault of the request: where (`body`, `path`, `query`, `header`), which field (dotted) and what is wrong, never the value. */
export type Fault = {
  readonly in: 'body' | 'path' | 'query' | 'header';
  readonly path: string;
  readonly message: string;
};

export type ProblemExtras = {
  readonly errors?: readonly Fault[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Extension members of the body (RFC 9457 §3.2), such as what could be done instead; they cannot replace ours. */
  readonly members?: Readonly<Record<string, unknown>>;
};

/** RFC 9457. `word` is stable for clients: `urn:telemachy:problem:<word>`. Thrown at the edge only; the domain refuses with values. */
export class Problem extends Error {
  readonly status: number;
  readonly word: string;
  readonly errors: readonly Fault[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(status: number, word: string, detail: string, extras: ProblemExtras = {}) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.word = word;
    this.errors = extras.errors;
    this.headers = extras.headers ?? {};
    this.members = extras.members ?? {};
  }
}

/** Not there, or not yours: the answer does not say which. */
export const notFound = (): Problem => new Problem(404, 'not-found', 'There is nothing here that you may see.');

/** One field that does not fit. `path` is dotted; `message` says what was expected, never the value. */
export const invalid = (place: Fault['in'], path: string, message: string): Problem =>
  invalids([{ in: place, path, message }]);

export const invalids = (errors: readonly Fault[]): Problem =>
  new Problem(400, 'invalid-request', 'The request does not fit its schema; each fault is named in "errors".', {
    errors,
  });

export const unavailable = (seconds = 2): Problem =>
  new Problem(503, 'unavailable', 'The service cannot reach its store just now. Send the same request again.', {
    headers: { 'retry-after': String(seconds) },
  });

/** MongoDB gave up, not we: the next try may find it less busy. */
export const queryTooLong = (seconds = 2): Problem =>
  new Problem(
    503,
    'query-too-long',
    'This took longer than one question may. Ask for less, by a smaller "limit" or one more filter, or send the same request again later.',
    { headers: { 'retry-after': String(seconds) } },
  );

export const wordsForgotten = (): Problem =>
  new Problem(410, 'words-forgotten', 'Words of the one they belong to are gone for ever, and no more can be kept.');

const titles: Readonly<Record<number, string>> = {
  400: 'The request is not well formed',
  401: 'A valid bearer token is needed',
  403: 'Not permitted',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'The request took too long',
  409: 'In conflict with what is',
  410: 'Gone for ever',
  412: 'Changed meanwhile',
  413: 'Too large',
  414: 'Address too long',
  415: 'Media type not supported',
  422: 'Refused',
  428: 'A condition is needed',
  429: 'Too many requests',
  431: 'Headers too large',
  500: 'Something went wrong on our side',
  503: 'Not available just now',
};

export const problemType = 'application/problem+json; charset=utf-8';

/** The body of `application/problem+json`. */
export const problemBody = (problem: Problem, correlationId: string) => ({
  ...problem.members,
  type: `urn:telemachy:problem:${problem.word}`,
  title: titles[problem.status] ?? 'The request failed',
  status: problem.status,
  detail: problem.message,
  ...(problem.errors === undefined ? {} : { errors: problem.errors }),
  instance: `urn:telemachy:correlation:${correlationId}`,
});
