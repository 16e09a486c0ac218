/** What came back. `body` is the parsed JSON, or the text where it is none. */
export type Answered = { readonly status: number; readonly headers: Headers; readonly body: never };

/** Requests of one caller. */
export type Client = {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  put(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>;
};

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
    const response = await fetch(`${urlOf()}${path}`, { ...init, headers: { ...authorization, ...init.headers } });
    return { status: response.status, headers: response.headers, body: parsed(await response.text()) as never };
  };
  const saying =
    (method: string): Client['post'] =>
    (path, body, headers = {}) =>
      send(path, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
  return {
    get: (path, headers = {}) => send(path, { method: 'GET', headers }),
    post: saying('POST'),
    put: saying('PUT'),
  };
};
