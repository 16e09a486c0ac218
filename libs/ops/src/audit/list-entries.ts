import { recordOf, type AuditRecord, type AuditStorage, type ChainName } from '@telemachy/audit';
import type { EntryFilter } from './read-audit.ts';

/** An entry as it is shown: where it stands, and what it says. */
export type ListedEntry = ChainName & (AuditRecord | { readonly seq: number; readonly unreadable: true });

export type ListedEntries = {
  /** In the order in which they were written, those of one chain after those of another. */
  readonly entries: readonly ListedEntry[];
  /** Older ones that fit and are not shown. */
  readonly leftOut: number;
};

const fits = (record: AuditRecord, { kind, operation, outcome, actor, from, to }: EntryFilter): boolean => {
  const at = Date.parse(record.at);
  return (
    (kind === undefined || record.kind === kind) &&
    (operation === undefined || record.details['operation'] === operation) &&
    (outcome === undefined || record.details['outcome'] === outcome) &&
    (actor === undefined || record.actor === actor) &&
    (from === undefined || at >= from) &&
    (to === undefined || at <= to)
  );
};

/** The newest entries of each chain that fit; what is no entry any more is shown as such, whatever is asked for. */
export const listEntries = async (
  storage: Pick<AuditStorage, 'blocks'>,
  chains: readonly ChainName[],
  filter: EntryFilter,
  limit: number,
): Promise<ListedEntries> => {
  const entries: ListedEntry[] = [];
  let found = 0;
  for (const chain of chains) {
    const newest: ListedEntry[] = [];
    for await (const { first, texts } of storage.blocks(chain)) {
      for (const [place, text] of texts.entries()) {
        const record = recordOf(text);
        if (record === undefined) newest.push({ ...chain, seq: first + place, unreadable: true });
        else if (fits(record, filter)) newest.push({ ...chain, ...record });
        else continue;
        found += 1;
        if (newest.length >= 2 * limit) newest.splice(0, newest.length - limit);
      }
    }
    entries.push(...newest.slice(-limit));
  }
  return { entries, leftOut: found - entries.length };
};
