import type { Reservation } from '../ledger.ts';
import { fits, wantedBy } from '../ledger.ts';
import type { ClaimChange, ClaimTaken } from '../port.ts';

export type MemoryClaims = {
  /** Changes all or nothing. Returns the change that failed. */
  readonly change: (tenant: string, stream: string, changes: readonly ClaimChange[]) => ClaimTaken | undefined;
  /** As they are now. What is written there is not asked whether it fits. */
  readonly held: Held;
};

/** Keys: `<tenant>|<claim or owner>`. */
export type Held = {
  /** Claim → the stream that holds it; free where empty. */
  readonly claims: Map<string, string>;
  readonly ledgers: Map<string, readonly Reservation[]>;
};

export const memoryClaims = (): MemoryClaims => {
  const held: Held = { claims: new Map(), ledgers: new Map() };
  return {
    held,
    change(tenant, stream, changes) {
      const tried: Held = { claims: new Map(), ledgers: new Map() };
      const failed = changes.find((change) => !tryChange(held, tried, { tenant, stream }, change));
      if (failed?.kind === 'take') {
        const key = `${tenant}|${failed.claim}`;
        const holder = tried.claims.get(key) ?? held.claims.get(key);
        return { claim: failed, ...(holder === undefined ? {} : { holder }) };
      }
      if (failed !== undefined) return { claim: failed };
      for (const [key, holder] of tried.claims) held.claims.set(key, holder);
      for (const [key, reservations] of tried.ledgers) held.ledgers.set(key, reservations);
      return undefined;
    },
  };
};

/** Notes in `tried` what the change makes of `held`; `false` when it is not possible. */
const tryChange = (
  held: Held,
  tried: Held,
  { tenant, stream }: { readonly tenant: string; readonly stream: string },
  change: ClaimChange,
): boolean => {
  const holderOf = (key: string): string => tried.claims.get(key) ?? held.claims.get(key) ?? '';
  const ledgerOf = (key: string): readonly Reservation[] => tried.ledgers.get(key) ?? held.ledgers.get(key) ?? [];
  const key = `${tenant}|${'claim' in change ? change.claim : change.owner}`;
  switch (change.kind) {
    case 'take':
      if (!['', stream].includes(holderOf(key))) return false;
      tried.claims.set(key, stream);
      return true;
    case 'release':
      if (holderOf(key) === stream) tried.claims.set(key, '');
      return true;
    case 'reserve': {
      const wanted = wantedBy(stream, change);
      if (!fits(ledgerOf(key), wanted)) return false;
      tried.ledgers.set(key, [...ledgerOf(key), wanted]);
      return true;
    }
    case 'free': {
      const rest = ledgerOf(key).filter((reservation) => reservation.stream !== stream);
      tried.ledgers.set(key, rest);
      return true;
    }
  }
};
