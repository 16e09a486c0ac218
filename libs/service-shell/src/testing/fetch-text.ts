import { setTimeout as pause } from 'node:timers/promises';

const tries = 4;
const restMs = 50;

/** Closed under us: not a service that is not there, which refuses the connection. */
const wasClosed = (error: unknown): boolean => {
  const { cause } = error as { cause?: { code?: string } };
  return error instanceof TypeError && ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(cause?.code ?? '');
};

/**
 * `fetch` and the answer's text. A server closes kept connections, and those whose body it did not want to read to the end, which a request that is just then
 * put on one of them hears as a reset: it is asked again, a few times.
 */
export const fetchText = async (
  url: string,
  init: RequestInit,
): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(url, init);
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      if (attempt === tries || !wasClosed(error)) throw error;
      await pause(restMs * attempt);
    }
  }
};
