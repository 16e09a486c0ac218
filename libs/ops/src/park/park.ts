import { mongoAuditStorage } from '@telemachy/audit';
import { liveName, mongoDocuments } from '@telemachy/projections';
import type { Db } from 'mongodb';
import { operatorAudit } from '../audit/operator-audit.ts';
import type { Installation } from '../installation.ts';
import type { Registration } from '../registration.ts';
import { groupsOf, type ParkedGroup } from './parked-groups.ts';
import { parkedItems, type ParkedItem } from './parked-items.ts';
import type { ParkAsked } from './read-park.ts';
import { retryItems, skipItems, type Settled, type SkippedFact } from './settle.ts';
import { withPayload, type Shown } from './with-payload.ts';

/** What one service answers. Where a group was named that another service has, there is nothing in it. */
export type ParkAnswer = { readonly service: string } & (
  | { readonly did: 'list'; readonly groups: readonly ParkedGroup[] }
  | {
      readonly did: 'show';
      readonly groups: readonly ParkedGroup[];
      /** As many as were asked for. */
      readonly items: readonly Shown[];
    }
  | { readonly did: 'retry'; readonly settled: readonly Settled[] }
  | { readonly did: 'skip'; readonly settled: readonly Settled[]; readonly facts: readonly SkippedFact[] }
);

const namesOf = async (
  documents: ReturnType<typeof mongoDocuments>,
  items: readonly ParkedItem[],
): Promise<(consumer: string) => string> => {
  const names = new Map<string, string>();
  for (const { consumer } of items) if (!names.has(consumer)) names.set(consumer, await liveName(documents, consumer));
  return (consumer) => names.get(consumer) ?? consumer;
};

/** What people said is about to be shown to the operator. @throws AuditUnavailable */
const recordShown = async (service: string, db: Db, group: string, items: readonly ParkedItem[]): Promise<void> => {
  const audit = operatorAudit(service, mongoAuditStorage(db));
  for (const [tenant, some] of Map.groupBy(items, (item) => item.tenant))
    await audit.record(tenant, {
      kind: 'private-read',
      details: { operation: 'ops park show', group, items: some.length },
    });
};

/** Lists, shows, retries or skips what the consumers of one service have set aside, by failure. */
export const park = async (
  registration: Registration,
  installation: Pick<Installation, 'databaseOf'>,
  asked: ParkAsked,
  patienceMs?: number,
): Promise<ParkAnswer> => {
  const service = registration.service.name;
  const db = installation.databaseOf(service);
  const all = await parkedItems(registration, db);
  const inGroup = (group: string) => all.filter((item) => item.group === group);
  switch (asked.does) {
    case 'list':
      return { service, did: 'list', groups: groupsOf(all) };
    case 'show': {
      const items = inGroup(asked.group);
      const some = items.slice(0, asked.limit);
      const named = await namesOf(mongoDocuments(db), some);
      if (asked.payload) await recordShown(service, db, asked.group, some);
      const shown = asked.payload ? await Promise.all(some.map((item) => withPayload(db, named, item))) : some;
      return { service, did: 'show', groups: groupsOf(items), items: shown };
    }
    case 'retry': {
      const groups = asked.groups.length > 0 ? asked.groups : groupsOf(all).map(({ group }) => group);
      const settled: Settled[] = [];
      for (const group of groups)
        settled.push(...(await retryItems(registration, installation, inGroup(group), patienceMs)));
      return { service, did: 'retry', settled };
    }
    case 'skip': {
      const { reason, by } = asked;
      const skipped = await skipItems(registration, installation, inGroup(asked.group), { reason, by });
      return { service, did: 'skip', ...skipped };
    }
  }
};
