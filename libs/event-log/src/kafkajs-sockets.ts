import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

const keepAliveMs = 60_000;

const plain: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const named = isIP(host) === 0 ? { servername: host } : {};
  const socket = ssl
    ? connectTls({ host, port, ...named, ...ssl }, onConnect)
    : connectPlain({ host, port }, onConnect);
  socket.setKeepAlive(true, keepAliveMs);
  return socket;
};

/**
 * The connections of one kafkajs client, so that none outlives it: a request of several steps that is under way while kafkajs
 * disconnects makes it connect once more for the next step, and kafkajs itself ends such a connection never.
 *
 * @param make how a connection is made; over TLS where the client says so
 */
export const socketsOf = (make: ISocketFactory = plain) => {
  const open = new Set<Socket>();
  let ended = false;
  const factory: ISocketFactory = (wanted) => {
    if (ended) throw new Error('this client is closed');
    const socket = make(wanted);
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    return socket;
  };
  return {
    factory,
    /** Ends what is still open, and refuses what would be opened from now on. */
    end: (): void => {
      ended = true;
      // kafkajs hears of an end by an error alone; those that it has ended itself it must not hear of.
      for (const socket of open) socket.destroy(socket.writableEnded ? undefined : new Error('this client is closed'));
    },
  };
};
