import { plus } from './instant.ts';

/** Minutes to wait after the first, second … failure; after the last there is no further attempt. */
const waits = [1, 5, 30, 120, 360] as const;

/** FNV-1a, 32 bit: spreads retries without chance, so that deciding again gives the same time. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
};

/**
 * When to try again after the `attempt`th failure (from 1) at `at`: 1 min, 5 min, 30 min, 2 h, 6 h, each ±20 % by a hash of message and attempt, so that
 * messages that failed together do not come back together. `undefined`: no more.
 */
export const retryAt = (messageId: string, attempt: number, at: string): string | undefined => {
  const minutes = waits[attempt - 1];
  if (minutes === undefined) return undefined;
  const spread = 0.8 + (0.4 * hash(`${messageId}|${attempt}`)) / 0xffff_ffff;
  return plus(at, { milliseconds: Math.round(minutes * 60_000 * spread) });
};
