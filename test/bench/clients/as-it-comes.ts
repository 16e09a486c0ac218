import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';

/** Stops hearing. */
export type Deaf = () => Promise<void>;
export type Hear = (topic: string, heard: (values: readonly Buffer[]) => void) => Promise<Deaf>;

/** kafkajs with all its defaults, by one of its two ways to hand records over. */
export const kafkajsAsItComes =
  (brokers: readonly string[], way: 'eachMessage' | 'eachBatch'): Hear =>
  async (topic, heard) => {
    const kafka = new Kafka({ brokers: [...brokers], clientId: 'bench', logLevel: logLevel.NOTHING });
    const consumer = kafka.consumer({ groupId: `bench-${randomUUID()}` });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    const valueOf = ({ value }: { readonly value: Buffer | null }): Buffer => value ?? Buffer.alloc(0);
    await consumer.run(
      way === 'eachMessage'
        ? { eachMessage: async ({ message }) => heard([valueOf(message)]) }
        : { eachBatch: async ({ batch }) => heard(batch.messages.map(valueOf)) },
    );
    return () => consumer.disconnect();
  };
