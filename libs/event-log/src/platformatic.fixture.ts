import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { silent } from './logger.ts';
import type { EventLog } from './port.ts';
import { platformaticEventLog } from './platformatic.ts';

type Connecting = { readonly connection: { readonly context: unknown; readonly socket: Socket | undefined } };

/** A client whose connections can be cut: what the broker sees of a killed process, and the client of a network that is away. */
export const openCuttable = async (options: {
  readonly brokers: readonly string[];
  readonly sessionTimeoutMs: number;
  readonly instance?: string;
}): Promise<{ readonly log: EventLog; readonly cut: (is: boolean) => void; readonly kill: () => Promise<void> }> => {
  const context = {};
  const sockets = new Set<Socket>();
  let away = false;
  // The client tells of each connection as soon as it has a socket.
  const connecting = (told: unknown): void => {
    const { connection } = told as Connecting;
    const { socket } = connection;
    if (connection.context !== context || socket === undefined) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (away) socket.destroy(new Error('the network is cut'));
  };
  const channel = 'tracing:plt:kafka:connections:connects:end';
  subscribe(channel, connecting);
  const log = platformaticEventLog({ clientId: 'contract', logger: silent, context, ...options });
  const cut = (is: boolean): void => {
    away = is;
    if (away) for (const socket of sockets) socket.destroy(new Error('the network is cut'));
  };
  return {
    log: {
      ...log,
      close: async () => {
        await log.close();
        unsubscribe(channel, connecting);
      },
    },
    cut,
    kill: async () => cut(true),
  };
};
