export type {
  ConsumeOptions,
  EventLog,
  LogRecord,
  ReceivedRecord,
  Subscription,
  SubscriptionStatus,
  TopicPartition,
} from './port.ts';
