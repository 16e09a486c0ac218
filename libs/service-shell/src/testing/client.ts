// Also used where no Jest is.
import { eventually } from '@telemachy/testing/eventually';
import { fetchText } from './fetch-text.ts';

/** What came back. `body` is the parsed JSON, or the text where it is none. */
export type Answered = { readonly status: number; readonly headers: Headers; readonly body: never };

/** Requests of one caller. */
export type Client = {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  put(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  /** Waits until the service says that it is ready. @throws Error with what it last said, after 80 s */
  untilReady(): Promise<void>;
};

/** Many consumers join at once, on a machine that may do other things besides. */
const readyInMs = 80_000;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

export const clientOf = (urlOf: () => string, token?: string): Client => {
  const send = async (path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Answered> => {
    const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const asked = { ...init, headers: { ...authorization, ...init.headers } };
    const { status, headers, text } = await fetchText(`${urlOf()}${path}`, asked);
    return { status, headers, body: parsed(text) as never };
  };
  const saying =
    (method: string): Client['post'] =>
    (path, body, headers = {}) =>
      send(path, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
  const get: Client['get'] = (path, headers = {}) => send(path, { method: 'GET', headers });
  return {
    get,
    untilReady: () =>
      eventually(async () => {
        const { status, body } = await get('/health/ready');
        if (status !== 200) throw new Error(`not ready (${status}): ${JSON.stringify(body)}`);
      }, readyInMs),
    post: saying('POST'),
    put: saying('PUT'),
  };
};
