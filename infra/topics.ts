import { createTopics } from './src/kafka-admin.ts';
import { topics } from './src/platform/programs.ts';
import { topicPartitions } from './src/platform/topic-partitions.ts';

// Creates the topics that do not exist yet, on the brokers that KAFKA_BROKERS names.
const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',').filter((broker) => broker !== '');
if (brokers.length === 0) throw new Error('set KAFKA_BROKERS to the brokers that shall have the topics');
await createTopics(brokers, topics, topicPartitions(process.env, 'environment'));
