export { clientOf } from './client.ts';
export { startForTest } from './start-for-test.ts';
export type { Client, ServiceUnderTest } from './start-for-test.ts';
export { keptSpans } from './kept-spans.ts';
export type { KeptSpan } from './kept-spans.ts';
