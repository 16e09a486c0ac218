import { text } from 'node:stream/consumers';
import { collectionOf } from '@telemachy/projections';
import type { Installation } from '../installation.ts';
import { readModelsOf } from '../read-models-of.ts';
import type { Registration } from '../registration.ts';
import { applyTombstones, type AppliedTombstones } from './apply-tombstones.ts';
import { checkRestore, type RestorePlan } from './check-restore.ts';
import { finishRestore, openRestoredKeys } from './finish-restore.ts';
import type { RestoreAsked, RestoreStep } from './read-restore.ts';
import { restoreKeys } from './restore-keys.ts';
import { restoreStore, type RestoredStore } from './restore-store.ts';

export type RestoreAnswer =
  | { readonly did: 'check'; readonly plan: RestorePlan }
  | { readonly did: 'keys'; readonly documents: number }
  | ({ readonly did: 'store' } & RestoredStore)
  | ({ readonly did: 'tombstones' } & AppliedTombstones)
  | { readonly did: 'models'; readonly readModels: readonly string[] }
  | { readonly did: 'finish'; readonly service: string }
  | { readonly did: 'open' };

/** What a step is told: all services there are, and after the first one what is to be done. */
export type RestoreTold = { readonly services: readonly string[]; readonly plan?: RestorePlan };

/** One step of a restore, in one service's entry; each may be repeated. */
export const restore = async (
  registration: Registration,
  installation: Installation,
  asked: RestoreStep & RestoreAsked,
  input: AsyncIterable<Buffer | string>,
): Promise<RestoreAnswer> => {
  const { name: service } = registration.service;
  const { services, plan } = JSON.parse(await text(input)) as RestoreTold;
  if (asked.does === 'check') return { did: 'check', plan: await checkRestore(installation, asked, services) };
  if (asked.does === 'models')
    return { did: 'models', readModels: readModelsOf(registration).map(({ projection }) => collectionOf(projection)) };
  if (plan === undefined) throw new Error('restore check comes first');
  switch (asked.does) {
    case 'keys':
      return { did: 'keys', documents: await restoreKeys(installation.keysDatabase, asked.keysFolder, plan) };
    case 'store':
      return { did: 'store', ...(await restoreStore(service, installation, asked.folder, plan)) };
    case 'tombstones':
      return { did: 'tombstones', ...(await applyTombstones(installation, services, asked.tombstones)) };
    case 'finish':
      await finishRestore(service, installation, plan);
      return { did: 'finish', service };
    case 'open':
      await openRestoredKeys(installation);
      return { did: 'open' };
  }
};
