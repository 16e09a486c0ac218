import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import type { KafkaOptions } from '../kafka.ts';
import { kafkajsEventLog } from '../kafkajs.ts';
import { platformaticEventLog } from '../platformatic.ts';
import type { EventLog } from '../port.ts';

/** A client whose connections can be cut: what the broker sees of a killed process, and the client of a network that is away. */
export type Cuttable = {
  readonly log: EventLog;
  readonly kill: () => Promise<void>;
  readonly cut: (is: boolean) => void;
};

const switchable = () => {
  const sockets = new Set<Socket>();
  let away = false;
  const end = (socket: Socket): void => void socket.destroy(new Error('the network is cut'));
  return {
    add: (socket: Socket): void => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      if (away) end(socket);
    },
    cut: (is: boolean): void => {
      away = is;
      if (away) sockets.forEach(end);
    },
  };
};

export const cuttableKafkajs = (options: KafkaOptions): Cuttable => {
  const { add, cut } = switchable();
  const log = kafkajsEventLog({
    ...options,
    socketFactory: ({ host, port, onConnect }) => {
      const socket = createConnection({ host, port }, onConnect);
      add(socket);
      return socket;
    },
  });
  return { log, cut, kill: async () => cut(true) };
};

/** Where the client tells of each connection, as soon as it has a socket. */
const channel = 'tracing:plt:kafka:connections:connects:end';
type Told = { readonly connection: { readonly context: unknown; readonly socket: Socket | undefined } };

export const cuttablePlatformatic = (options: KafkaOptions): Cuttable => {
  const { add, cut } = switchable();
  const context = {};
  const connecting = (told: unknown): void => {
    const { connection } = told as Told;
    if (connection.context === context && connection.socket !== undefined) add(connection.socket);
  };
  subscribe(channel, connecting);
  const log = platformaticEventLog({ ...options, context });
  const close = async (): Promise<void> => {
    await log.close();
    unsubscribe(channel, connecting);
  };
  return { log: { ...log, close }, cut, kill: async () => cut(true) };
};
