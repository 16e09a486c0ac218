import { Answer } from '@telemachy/service-shell';
import { z } from 'zod';

/** What a command on one's own availability answers besides what was asked. */
export const Version = z.object({ version: z.int() });

/** The answer of a command on one's own availability. What was asked is shown back and not kept with the commit: it is personal. */
export const ownAvailability = (
  { status, body, headers }: Answer,
  asked: Readonly<Record<string, unknown>>,
): Answer => {
  const { version } = body as { readonly version: number };
  // It has one address for everybody: one's own.
  const location = (headers['location'] ?? '').replace(/availability\/[^?]*/, 'availability');
  return new Answer(status, { ...asked, version }, { ...headers, location });
};
