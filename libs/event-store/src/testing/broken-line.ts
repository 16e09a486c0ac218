import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

export type BrokenLine = {
  /** The server behind the line. */
  readonly uri: string;
  /** Tears what is connected and refuses what comes. */
  readonly cut: () => void;
  /** Lets nothing through and says nothing, as a server that hangs. */
  readonly hang: () => void;
  readonly mend: () => void;
  readonly close: () => Promise<void>;
};

/** A line to MongoDB that a test can break. */
export const brokenLine = async (to: string): Promise<BrokenLine> => {
  const { hostname, port } = new URL(to.replace('mongodb:', 'http:'));
  const sockets = new Set<Socket>();
  let state: 'whole' | 'cut' | 'hanging' = 'whole';
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    track(near);
    if (state === 'cut') return void near.destroy();
    const far = connect(Number(port), hostname);
    track(far);
    near.on('data', (data) => state === 'whole' && far.write(data)).on('close', () => far.destroy());
    far.on('data', (data) => state === 'whole' && near.write(data)).on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const tear = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/?directConnection=true`,
    cut() {
      state = 'cut';
      tear();
    },
    hang() {
      state = 'hanging';
    },
    mend() {
      if (state === 'hanging') tear();
      state = 'whole';
    },
    async close() {
      tear();
      server.close();
      await once(server, 'close');
    },
  };
};
