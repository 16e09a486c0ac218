import { readFileSync } from 'node:fs';

// node --import …/plant.ts: the wall clock of this process is ahead by so many ms as the file says that CHAOS_CLOCK names, read again at each SIGUSR2.
// Timers and `performance.now()` go on evenly, as they do when somebody sets the clock of a machine.
const file = process.env['CHAOS_CLOCK'] ?? '';
const RealDate = Date;
let ahead = 0;
const read = (): void => {
  ahead = Number(readFileSync(file, 'utf8'));
};
read();
process.on('SIGUSR2', read);

class BentDate extends RealDate {
  constructor(...given: [] | ConstructorParameters<typeof RealDate>) {
    if (given.length === 0) super(RealDate.now() + ahead);
    else super(...(given as [number]));
  }
  static override now(): number {
    return RealDate.now() + ahead;
  }
}
globalThis.Date = BentDate as DateConstructor;
