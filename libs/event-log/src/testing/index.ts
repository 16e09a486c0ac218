export { cuttableKafkajs, cuttablePlatformatic } from './cuttable.ts';
export type { Cuttable } from './cuttable.ts';
export { eventLogChaos } from './event-log-chaos.ts';
export type { ChaosHarness } from './event-log-chaos.ts';
