import { BarredCallers } from '../access/barred.ts';
import type { ReadModels } from '../read-models/read-models.ts';
import { leavers } from './leavers.projection.ts';

/** Who may not act, as a service's own read models say. */
export const barredOf = (readModels: ReadModels, oldestMs: number): BarredCallers => {
  const left = readModels.of(leavers);
  return new BarredCallers({ oldestMs, read: async () => ({ left: await left.ofAllTenants() }) });
};
