export { clientOf } from './client.ts';
export { startForTest } from './start-for-test.ts';
export type { Client, ServiceUnderTest } from './start-for-test.ts';
export { keptSpans } from './kept-spans.ts';
export type { KeptSpan } from './kept-spans.ts';
/** What `runService` is made of, for benchmarks that measure its parts. */
export { openInfrastructure } from '../infrastructure.ts';
export type { Infrastructure } from '../infrastructure.ts';
export { createMetrics } from '../observe/metrics.ts';
export { startRelay } from '../transport/relay.ts';
export type { Relay } from '../transport/relay.ts';
export { faultsOfExamples } from './faults-of-examples.ts';
export { unheard } from './hostile/unheard.ts';
export { sweep } from './hostile/sweep.ts';
export type { Prepare, SweepOptions, Swept } from './hostile/sweep.ts';
export { testMasterKey, wordsInMemory } from './words-in-memory.ts';
export type { WordsInMemory } from './words-in-memory.ts';
