import { BarredCallers } from '../access/barred.ts';
import { clockToleranceSeconds } from '../access/issuer-keys.ts';
import { installation } from '../identity.ts';
import type { ReadModels } from '../read-models/read-models.ts';
import { leavers } from './leavers.projection.ts';
import { signOuts } from './sign-outs.projection.ts';

export type BarredOfOptions = { readonly oldestMs: number; readonly longestTokenSeconds: number };

/** Who may not act, as a service's own read models say. A sign-out is news as long as a token from before it may hold. */
export const barredOf = (readModels: ReadModels, { oldestMs, longestTokenSeconds }: BarredOfOptions): BarredCallers => {
  const [left, signedOut] = [readModels.of(leavers), readModels.of(signOuts)];
  // A token may be late at its end and its issuer's clock ahead of ours at its beginning, and live that much too long.
  const newsForMs = 1000 * (longestTokenSeconds + 3 * clockToleranceSeconds);
  return new BarredCallers({
    oldestMs,
    read: async () => {
      const since = new Date(Date.now() - newsForMs).toISOString();
      const [gone, out] = await Promise.all([
        left.ofAllTenants(),
        signedOut.ofAllTenants({ tenant: installation, signedOutAt: { $gte: since } }),
      ]);
      return { left: gone, signedOut: out };
    },
  });
};
