export { logFaults } from './log-faults.ts';
