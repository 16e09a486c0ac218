import { randomUUID } from 'node:crypto';
import { developmentToken } from '../issuer/development-token.ts';

export { developmentToken } from '../issuer/development-token.ts';

/** Where the running platform answers, as `npm start` wrote it down. */
export type Addresses = {
  readonly issuer: string;
  readonly matching: string;
  readonly scheduling: string;
  readonly goals: string;
  readonly notification: string;
  readonly mail: string;
};
export type Service = 'matching' | 'scheduling' | 'goals' | 'notification';
export type Answer<Body = unknown> = { readonly status: number; readonly headers: Headers; readonly body: Body };

/** An answer that the play did not expect, with what was asked and what the platform said. */
export class UnexpectedAnswer extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(asked: string, status: number, body: unknown) {
    super(`${asked} answered ${status}: ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
  }
}

type Send = <Body>(service: Service, method: 'POST' | 'PUT', path: string, body?: unknown) => Promise<Answer<Body>>;

/** Somebody with a token, who talks to the services as a person's program would. */
export type Actor = {
  get<Body>(service: Service, path: string): Promise<Body>;
  send: Send;
  /** Sends under a key of ours, so that the same command can be sent again. */
  under(key: string): { readonly send: Send };
  upload<Body>(service: Service, path: string, csv: Uint8Array): Promise<Answer<Body>>;
};

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Tries again while a service says that it cannot answer just now (503), as a well-behaved client does; the key makes that safe. */
const patiently = async (ask: () => Promise<Response>): Promise<Response> => {
  for (let attempt = 1; ; attempt += 1) {
    const response = await ask();
    if ((response.status !== 503 && response.status !== 429) || attempt === 10) return response;
    await response.arrayBuffer();
    await pause(1000 * Number(response.headers.get('retry-after') ?? 1));
  }
};

const read = async <Body>(asked: string, response: Response): Promise<Answer<Body>> => {
  const text = await response.text();
  const json = (response.headers.get('content-type') ?? '').includes('json');
  const body = (json && text !== '' ? JSON.parse(text) : text) as Body;
  if (response.status >= 400) throw new UnexpectedAnswer(asked, response.status, body);
  return { status: response.status, headers: response.headers, body };
};

/** Signs in at the development issuer; tokens of an hour, kept for the run. */
export const signIn = async (addresses: Addresses, as: string, org: string): Promise<Actor> => {
  const { access_token: token } = await developmentToken(addresses.issuer, as, org);
  const authorization = `Bearer ${token}`;
  const call = async <Body>(
    method: string,
    url: string,
    headers: Record<string, string>,
    payload?: string | Uint8Array<ArrayBuffer>,
  ) => {
    const init: RequestInit = { method, headers: { authorization, ...headers } };
    if (payload !== undefined) init.body = payload;
    return read<Body>(`${method} ${url}`, await patiently(() => fetch(url, init)));
  };
  const sendWith =
    (keyOf: () => string): Send =>
    (service, method, path, body = {}) =>
      call(
        method,
        addresses[service] + path,
        { 'content-type': 'application/json', 'idempotency-key': keyOf() },
        JSON.stringify(body),
      );
  return {
    get: async (service, path) => {
      const answer = await call('GET', addresses[service] + path, {});
      return answer.body as never;
    },
    send: sendWith(randomUUID),
    under: (key) => ({ send: sendWith(() => key) }),
    upload: (service, path, csv) =>
      call(
        'POST',
        addresses[service] + path,
        { 'content-type': 'text/csv', 'idempotency-key': randomUUID() },
        new Uint8Array(csv),
      ),
  };
};

/** Polls until `look` finds something. @throws Error naming `what` after `seconds`. */
export const until = async <Found>(
  what: string,
  seconds: number,
  look: () => Promise<Found | undefined>,
): Promise<Found> => {
  const end = performance.now() + seconds * 1000;
  for (let wait = 50; performance.now() < end; wait = Math.min(wait * 1.5, 1000)) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(wait);
  }
  throw new Error(`waited ${seconds} s in vain for ${what}`);
};

/** What stands at an address, or undefined while there is nothing: a read model comes a moment after the command. */
export const ifThere = async <Body>(actor: Actor, service: Service, path: string): Promise<Body | undefined> => {
  try {
    return await actor.get<Body>(service, path);
  } catch (problem) {
    if (problem instanceof UnexpectedAnswer && problem.status === 404) return undefined;
    throw problem;
  }
};

/** All items of a paged list. */
export const all = async <Item>(actor: Actor, service: Service, path: string): Promise<Item[]> => {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const mark = path.includes('?') ? '&' : '?';
    const page = await actor.get<{ items: Item[]; next?: string | null }>(
      service,
      `${path}${mark}limit=200${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    items.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return items;
};

/** Runs `work` over `items`, at most `width` at a time, and tells how many are done. */
export const each = async <Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
  told: (done: number) => void = () => {},
  width = 16,
): Promise<Result[]> => {
  const results: Result[] = [];
  let next = 0;
  let done = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as Item, index);
      done += 1;
      told(done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return results;
};
