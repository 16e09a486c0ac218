import { mongoAuditStorage } from '@telemachy/audit';
import type { KeyStorage, KeyVault } from '@telemachy/privacy';
import { operatorAudit } from '../audit/operator-audit.ts';
import type { Installation } from '../installation.ts';
import type { Registration } from '../registration.ts';
import type { KeysAsked } from './read-keys.ts';

/** The keys of the installation, opened by the master keys of the environment. */
export type OpenedKeys = {
  readonly vault: KeyVault;
  readonly storage: KeyStorage;
  /** Ids of the master keys that were given; the first one wraps. */
  readonly masters: readonly string[];
};

export type KeysAnswer =
  | {
      readonly did: 'status';
      readonly masters: readonly string[];
      readonly organizations: readonly {
        readonly tenant: string;
        /** Of the key that wraps now. */
        readonly version: number;
        /** Ids of the master keys by which its keys are wrapped. */
        readonly masters: readonly string[];
        /** Whether keys of subjects are wrapped by an earlier version: a rotation that was not finished. */
        readonly unfinished: boolean;
      }[];
    }
  | { readonly did: 'rotate-master'; readonly master: string; readonly rewrapped: number }
  | {
      readonly did: 'rotate-organization';
      readonly tenant: string;
      readonly version: number;
      readonly rewrapped: number;
    };

const statusOf = async ({ storage, masters }: OpenedKeys): Promise<KeysAnswer> => {
  const organizations = [];
  for await (const { tenant, keys } of storage.organizations()) {
    const version = Math.max(...keys.map((key) => key.version));
    const unfinished = (await storage.subjectsBefore(tenant, version, 1)).length > 0;
    organizations.push({ tenant, version, masters: [...new Set(keys.map(({ master }) => master))], unfinished });
  }
  return { did: 'status', masters, organizations };
};

const tenantsOf = async (storage: KeyStorage): Promise<readonly string[]> => {
  const tenants: string[] = [];
  for await (const { tenant } of storage.organizations()) tenants.push(tenant);
  return tenants;
};

/**
 * What is asked of the keys of the installation. What changes them goes into the audit of each organization, in the service whose entry is called, before it is done.
 * @throws AuditUnavailable, KeysUnavailable, WrongMasterKey, MasterKeyRefused; Error where the organization has no key
 */
export const keys = async (
  { service: { name: service } }: Pick<Registration, 'service'>,
  { databaseOf, keys: open }: Pick<Installation, 'databaseOf' | 'keys'>,
  asked: KeysAsked,
): Promise<KeysAnswer> => {
  const opened = await open();
  const { vault, storage } = opened;
  if (asked.does === 'status') return statusOf(opened);
  const tenants = await tenantsOf(storage);
  if (asked.what === 'organization' && !tenants.includes(asked.tenant))
    throw new Error(`${asked.tenant} has no key: there are ${tenants.join(', ') || 'none'}`);
  const { record } = operatorAudit(service, mongoAuditStorage(databaseOf(service)));
  for (const tenant of asked.what === 'organization' ? [asked.tenant] : tenants)
    await record(tenant, { kind: 'key-changed', details: { operation: 'rotate-keys', key: asked.what } });
  if (asked.what === 'master') return { did: 'rotate-master', ...(await vault.rotateMaster()) };
  const { tenant } = asked;
  return { did: 'rotate-organization', tenant, ...(await vault.rotateOrganization(tenant)) };
};
