import { Readable } from 'node:stream';
import { logoutRefused, Problem } from '@telemachy/service-shell';

/** A logout token is some hundred bytes. */
const longestBody = 16_384;
const field = 'logout_token';

/** The logout token of a form. @throws Problem 413 for a longer body than any has, 400 for a form without one token */
export const logoutTokenOf = async (body: unknown): Promise<string> => {
  if (!(body instanceof Readable)) throw logoutRefused('it is missing');
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > longestBody) throw new Problem(413, 'too-large', `A logout token has at most ${longestBody} bytes.`);
    parts.push(part);
  }
  const [token, another] = new URLSearchParams(Buffer.concat(parts).toString('utf8')).getAll(field);
  if (token === undefined || another !== undefined) throw logoutRefused('send one, as a field of the form');
  return token;
};
