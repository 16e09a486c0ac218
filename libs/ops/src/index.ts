export { factsOf } from './facts-of.ts';
export type { Range } from './facts-of.ts';
export type { Registration } from './registration.ts';
export { replay } from './replay.ts';
export type { ReplayFilter } from './replay.ts';
export { runOps } from './run-ops.ts';
export type { Compared, VerifiedService } from './verify.ts';
