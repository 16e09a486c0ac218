import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mongoAuditStorage } from '@telemachy/audit';
import { topicGenerations } from '@telemachy/event-log';
import { mongoClaimKeeper } from '@telemachy/event-store';
import { operatorAudit } from '../audit/operator-audit.ts';
import type { Installation } from '../installation.ts';

export type BegunBackup = { readonly service: string };

/** @throws Error where it is there */
export const makeFolder = async (folder: string): Promise<void> => {
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new Error(`${folder} is there already: each backup goes into a folder of its own`, { cause: error });
  });
};

/** Consumers and topics belong together only while nobody moves them. @throws Error naming the topic */
const refuseSwitches = async ({ databaseOf }: Pick<Installation, 'databaseOf'>, service: string): Promise<void> => {
  const own = await topicGenerations(databaseOf(service)).topics.findOne({ _id: service });
  if (own?.next !== undefined)
    throw new Error(
      `the topic of ${service} is being rebuilt: let npm run ops -- topic rebuild ${service} come to its end first`,
    );
};

/** Makes the folder of a service, writes into its audit that all of it was taken, before it is. */
export const beginBackup = async (
  service: string,
  installation: Pick<Installation, 'databaseOf'>,
  folder: string,
): Promise<BegunBackup> => {
  await refuseSwitches(installation, service);
  await makeFolder(join(folder, service));
  const db = installation.databaseOf(service);
  const { record } = operatorAudit(service, mongoAuditStorage(db));
  for (const tenant of await mongoClaimKeeper(db).tenants())
    await record(tenant, { kind: 'exported', details: { operation: 'backup' } });
  return { service };
};
