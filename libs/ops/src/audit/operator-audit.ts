import { userInfo } from 'node:os';
import { auditLog, type AuditEntry, type AuditStorage } from '@telemachy/audit';

/** Who runs the command, as the machine knows them; a user without a name has a number. */
export const operatorName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
};

type Done = Pick<AuditEntry, 'kind' | 'details'>;

/** What an operator is given of people's data goes into the audit of the service that it is from, before they have it. */
export const operatorAudit = (service: string, storage: AuditStorage, by = operatorName()) => {
  const log = auditLog({ service, storage, now: () => new Date() });
  const record = (tenant: string, { kind, details }: Done): Promise<number> =>
    log.record(tenant, {
      kind,
      actor: `operator:${by}`,
      details: { outcome: 'allowed', by: ['operator'], ...details },
    });
  return {
    /** @throws AuditUnavailable: it may not be given then */
    record,
    /** Output whose lines are of organizations: of each the first waits until it is written down that there are any. @throws AuditUnavailable */
    exporting: (write: (line: string) => Promise<void>, details: AuditEntry['details']) => {
      const recorded = new Set<string>();
      return async (line: string, tenant: string): Promise<void> => {
        if (!recorded.has(tenant)) await record(tenant, { kind: 'exported', details });
        recorded.add(tenant);
        await write(line);
      };
    },
  };
};
