export { pendingTimers } from './pending-timers.ts';
export type { PendingTimer } from './pending-timers.ts';
export { runProcess } from './run-process.ts';
export type { Dispatch, Dispatched, ProcessOptions } from './run-process.ts';
export { runTimers } from './run-timers.ts';
export type { Timers, TimersOptions, TimersStatus } from './run-timers.ts';
export { mongoTimerDesk } from './timer-desk.ts';
export type { DueTimer, TimerDesk } from './timer-desk.ts';
export { timerIdOf } from './timer-requests.ts';
