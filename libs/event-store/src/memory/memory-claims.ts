import type { Reservation } from '../ledger.ts';
import { fits, wantedBy } from '../ledger.ts';
import type { ClaimChange } from '../port.ts';

export type MemoryClaims = {
  /** Changes all or nothing. Returns the change that failed. */
  readonly change: (tenant: string, stream: string, changes: readonly ClaimChange[]) => ClaimChange | undefined;
};

export const memoryClaims = (): MemoryClaims => {
  const holders = new Map<string, string>();
  const ledgers = new Map<string, readonly Reservation[]>();

  return {
    change(tenant, stream, changes) {
      const held = new Map<string, string | undefined>();
      const owned = new Map<string, readonly Reservation[]>();
      const holderOf = (key: string): string | undefined => (held.has(key) ? held.get(key) : holders.get(key));
      const ledgerOf = (key: string): readonly Reservation[] => owned.get(key) ?? ledgers.get(key) ?? [];
      for (const change of changes) {
        switch (change.kind) {
          case 'take': {
            const key = `${tenant}|${change.claim}`;
            if ((holderOf(key) ?? stream) !== stream) return change;
            held.set(key, stream);
            break;
          }
          case 'release': {
            const key = `${tenant}|${change.claim}`;
            if (holderOf(key) === stream) held.set(key, undefined);
            break;
          }
          case 'reserve': {
            const key = `${tenant}|${change.owner}`;
            const wanted = wantedBy(stream, change);
            if (!fits(ledgerOf(key), wanted)) return change;
            owned.set(key, [...ledgerOf(key), wanted]);
            break;
          }
          case 'free': {
            const key = `${tenant}|${change.owner}`;
            owned.set(key, ledgerOf(key).filter((reservation) => reservation.stream !== stream));
            break;
          }
        }
      }
      for (const [key, holder] of held) {
        if (holder === undefined) holders.delete(key);
        else holders.set(key, holder);
      }
      for (const [key, reservations] of owned) ledgers.set(key, reservations);
      return undefined;
    },
  };
};
