import { Socket } from 'node:net';
import { whoIsLeaving } from '../bootstrap/guarded-process.mjs';
import { say } from '../bootstrap/progress.mjs';

/** A second request to stop this soon after the first is the same Ctrl-C, which reaches us by more than one way. */
const sameRequestMs = 1_000;
/** Nobody looks at a silent terminal for longer. */
const sayEveryMs = 900;

/**
 * Ends this process in order when it is asked to (SIGINT, SIGTERM, SIGHUP) or when whoever started it is gone.
 *
 * @param stop ends everything in order
 * @param kill ends everything at once; called when a second request comes while stopping
 */
export function stopWhenAsked(stop: (why: string) => Promise<void>, kill: () => void): void {
  let askedAt: number | undefined;
  const ask = (why: string) => {
    if (askedAt !== undefined) {
      if (Date.now() - askedAt <= sameRequestMs) return;
      say('asked again: everything is killed at once');
      kill();
      return;
    }
    askedAt = Date.now();
    sayWhoIsLeaving();
    stop(why).then(
      () => process.exit(why === 'SIGINT' ? 130 : 143),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  const leash = process.env['TELEMACHY_LEASH_FD'];
  delete process.env['TELEMACHY_LEASH_FD']; // it is ours, not our children's
  if (leash === undefined) return;
  const socket = new Socket({ fd: Number(leash) });
  socket.on('error', () => ask('the end of its starter'));
  socket.on('close', () => ask('the end of its starter'));
  socket.resume();
  socket.unref();
}

/** Says whom the stop waits for, whenever they are others than before. */
function sayWhoIsLeaving(): void {
  let before = '';
  setInterval(() => {
    const names = whoIsLeaving().join(', ');
    if (names !== '' && names !== before) say(`stopping: waiting for ${names} … (Ctrl-C again kills at once)`);
    before = names;
  }, sayEveryMs).unref();
}
