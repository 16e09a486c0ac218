import { kafkajsEventLog } from './kafkajs.ts';
import type { KafkajsOptions } from './kafkajs.ts';
import { platformaticEventLog } from './platformatic.ts';
import type { PlatformaticOptions } from './platformatic.ts';
import type { EventLog } from './port.ts';

/** The clients there are; the first is the default. */
export const kafkaClients = ['kafkajs', 'platformatic'] as const;
export type KafkaClient = (typeof kafkaClients)[number];
export type KafkaOptions = KafkajsOptions & PlatformaticOptions & { readonly client?: KafkaClient };

/** Kafka, by the client that is asked for. */
export const kafkaEventLog = ({ client = 'kafkajs', ...options }: KafkaOptions): EventLog =>
  client === 'kafkajs' ? kafkajsEventLog(options) : platformaticEventLog(options);
