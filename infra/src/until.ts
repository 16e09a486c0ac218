import { setTimeout as pause } from 'node:timers/promises';

/**
 * Tries until it succeeds.
 *
 * @param what for the message when time runs out
 * @param attempt answers undefined, or throws, while it is too early
 * @param limits how long to try and how long to pause between tries
 * @throws when the time is over, with the last failure as its cause
 */
export async function until<T>(
  what: string,
  attempt: () => Promise<T | undefined>,
  limits: { withinMs: number; everyMs?: number },
): Promise<T> {
  const end = Date.now() + limits.withinMs;
  let last: unknown;
  for (;;) {
    try {
      const result = await attempt();
      if (result !== undefined) return result;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() >= end)
      throw new Error(`${what} did not happen within ${limits.withinMs / 1000} s`, { cause: last });
    await pause(limits.everyMs ?? 50);
  }
}
