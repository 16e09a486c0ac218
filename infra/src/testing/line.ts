import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** How a line treats what passes: `whole` all of it, `cut` nobody gets through and what is connected is torn, `silent` nothing passes and nothing is said. */
export type LineState = 'whole' | 'cut' | 'silent';

/** A line to a server on loopback that a test can break. */
export interface Line {
  readonly port: number;
  become(state: LineState): void;
  /** Everything takes so much longer each way, in ms, give or take half of it. */
  delay(ms: number): void;
  /** The next time the far side answers, the line is torn before a byte of it comes through. Resolves when that has happened. */
  loseNextAnswer(): Promise<void>;
  close(): Promise<void>;
}

const later = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** As a cable that is pulled, not as a goodbye. Node never lets go of a socket that is reset after its end was sent (26.10), so such a one is closed. */
const torn = (socket: Socket): void => void (socket.writableEnded ? socket.destroy() : socket.resetAndDestroy());

type Passing = { readonly near: Socket; readonly far: Socket };

/**
 * Listens on `port` and passes everything on to `target`.
 *
 * @param chance how much longer a delay is, in [0, 1); by default from `Math.random`
 */
export async function startLine(port: number, target: number, chance: () => number = Math.random): Promise<Line> {
  const passing = new Set<Passing>();
  let state: LineState = 'whole';
  let delayMs = 0;
  let loseAnswer: (() => void) | undefined;

  const tear = (): void => {
    for (const { near, far } of passing) {
      torn(near);
      torn(far);
    }
  };
  /** Bytes keep their order, however long each piece takes, and the end comes last. */
  const pass = (from: Socket, to: Socket, allowed: () => boolean): void => {
    let before = Promise.resolve();
    const inTurn = (act: () => void): void => {
      const waited = delayMs === 0 ? undefined : later(delayMs * (0.5 + chance()));
      before = before.then(() => waited).then(act);
    };
    from.on('data', (data) => {
      if (allowed()) inTurn(() => void to.write(data));
    });
    from.on('end', () => inTurn(() => void to.end()));
  };
  const answerMayPass = (near: Socket): boolean => {
    if (state === 'silent') return false;
    if (loseAnswer === undefined) return true;
    const lost = loseAnswer;
    loseAnswer = undefined;
    torn(near);
    lost();
    return false;
  };

  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    near.on('error', () => near.destroy());
    if (state === 'cut') return void torn(near);
    const far = connect({ port: target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const both = { near, far };
    passing.add(both);
    far.on('error', () => torn(near));
    near.on('close', () => {
      passing.delete(both);
      far.destroy();
    });
    pass(near, far, () => state !== 'silent');
    pass(far, near, () => answerMayPass(near));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  return {
    port,
    become(next) {
      // What was swallowed in the silence is gone: such a connection is of no use any more.
      if (next === 'cut' || (state === 'silent' && next === 'whole')) tear();
      state = next;
    },
    delay(ms) {
      delayMs = ms;
    },
    loseNextAnswer: () =>
      new Promise((resolve) => {
        loseAnswer = resolve;
      }),
    async close() {
      tear();
      server.close();
      await once(server, 'close');
    },
  };
}
