import type { Policy } from '../policy/policy.ts';
import type { Mentor } from './snapshot.ts';

/** How many mentees a mentor takes: as it says itself, else as the policy says, else one. */
export const placesOf = (mentor: Mentor, policy: Policy): number => mentor.capacity ?? policy.defaultCapacity ?? 1;
