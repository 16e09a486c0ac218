export { deepFreeze } from './deep-freeze.ts';
export { specFor } from './decider-spec.ts';
export { eventually } from './eventually.ts';
export { startIssuer } from './issuer.ts';
export type { Issuer, TokenClaims } from './issuer.ts';
export { processSpecFor } from './process-spec.ts';
export { projectionSpecFor } from './projection-spec.ts';
export { inOrder, recorded } from './recorded.ts';
export type { RecordedAs } from './recorded.ts';
