import type { AuditLog } from '@telemachy/audit';
import type { OpeningLog } from '@telemachy/privacy';

/** Openings in the audit of the service: who, why and whose, and how many; no word. */
export const openingLog = (audit: AuditLog): OpeningLog => ({
  opened: async ({ tenant, service, operation, gate, subjects, boxes }) => {
    const actor = gate.actor ?? `service:${service}`;
    const purpose = gate.for === 'purpose' ? { purpose: gate.purpose } : {};
    const whose = subjects.map(({ kind, id }) => ({ kind, id }));
    await audit.record(tenant, {
      kind: 'words-opened',
      actor,
      details: { operation, ...purpose, subjects: whose, boxes },
    });
  },
});
