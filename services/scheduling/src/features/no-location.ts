import type { Answer } from '@telemachy/service-shell';

/** The headers of an answer about a feed. Its address is its secret, which belongs in no header, and its id leads nowhere. */
export const noLocation = ({ headers }: Answer): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'location'));
