export { OrganizationRole } from './caller.ts';
export type { Policy, Row } from './policy.ts';
export { faultsOfTable, policyOf } from './table.ts';
export type { AccessRow, AccessTable, Reads } from './table.ts';
