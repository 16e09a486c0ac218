import { mongoAuditStorage } from '@telemachy/audit';
import { endRestore, mongoClaimKeeper } from '@telemachy/event-store';
import { endKeyRestore } from '@telemachy/privacy';
import { operatorAudit } from '../audit/operator-audit.ts';
import type { Installation } from '../installation.ts';
import type { RestorePlan } from './check-restore.ts';

/** Writes into the audit of each organization that the service was restored, and to which moment; then the service may work again. */
export const finishRestore = async (
  service: string,
  { databaseOf }: Pick<Installation, 'databaseOf'>,
  { id, takenAt }: Pick<RestorePlan, 'id' | 'takenAt'>,
): Promise<void> => {
  const db = databaseOf(service);
  const { record } = operatorAudit(service, mongoAuditStorage(db));
  for (const tenant of await mongoClaimKeeper(db).tenants())
    await record(tenant, { kind: 'restored', details: { operation: 'restore', backup: id, to: takenAt } });
  await endRestore(db);
};

/** Keys may be opened again, and are, once, to see that they can. @throws WrongMasterKey */
export const openRestoredKeys = async ({
  keysDatabase,
  keys,
}: Pick<Installation, 'keysDatabase' | 'keys'>): Promise<void> => {
  await endKeyRestore(keysDatabase);
  await keys();
};
