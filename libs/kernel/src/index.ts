export { accept, refuse } from './decider.ts';
export type { Decider, Decision } from './decider.ts';
export type { Process, Reaction } from './process.ts';
export type { Projection } from './projection.ts';
export type { Fact, Recorded } from './recorded.ts';
