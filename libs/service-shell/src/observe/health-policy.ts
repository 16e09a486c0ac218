import type { Policy } from '../access/policy.ts';

/** Anybody may ask how a service is, as often as they like. */
export const healthPolicy = { 'health-live': 'public', 'health-ready': 'public' } as const satisfies Policy;
