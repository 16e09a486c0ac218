export { asyncApiOf } from './async-api.ts';
export type { AsyncApiOptions } from './async-api.ts';
export { decode, encode, MalformedRecord, placeOf, typeOf } from './codec.ts';
export type { Received } from './codec.ts';
export { kafkaClients, kafkaEventLog } from './kafka.ts';
export type { KafkaClient, KafkaOptions } from './kafka.ts';
export { calmRequestQueue } from './kafkajs-timers.ts';
export { silent } from './logger.ts';
export type { Logger } from './logger.ts';
export { memoryEventLog } from './memory.ts';
export type { MemoryEventLog, MemoryFaults } from './memory.ts';
export { keyOf, partitionOf } from './partition-of.ts';
export { TopicMissing } from './port.ts';
export type {
  ConsumeOptions,
  EventLog,
  LogRecord,
  ReceivedRecord,
  Subscription,
  SubscriptionStatus,
  TopicPartition,
} from './port.ts';
export { memoryProgress, mongoProgress } from './progress.ts';
export type { Progress, Published } from './progress.ts';
export { notAhead, TopicAhead } from './topic-ahead.ts';
export { startPublisher } from './publisher.ts';
export type { Publisher, PublisherOptions, PublisherStatus } from './publisher.ts';
export { topicGenerations } from './topic-generations.ts';
export type { TopicDocument } from './topic-generations.ts';
