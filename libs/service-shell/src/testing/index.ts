export { clientOf } from './client.ts';
export { startForTest } from './start-for-test.ts';
export type { Client, ServiceUnderTest } from './start-for-test.ts';
