export { runProcess } from './run-process.ts';
export type { Dispatch, Dispatched, ProcessOptions } from './run-process.ts';
export { runTimers } from './run-timers.ts';
export type { Timers, TimersOptions, TimersStatus } from './run-timers.ts';
