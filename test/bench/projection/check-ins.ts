import type { Fact, Projection } from '@telemachy/kernel';

type CheckedIn = Fact & {
  readonly type: 'goals.goal-checked-in.v1';
  readonly data: { readonly goalId: string; readonly confidence: number; readonly checkedInAt: string };
};

/** How often and how sure: one document per goal. */
export type CheckIns = {
  readonly goalId: string;
  readonly count: number;
  readonly sum: number;
  readonly last: { readonly confidence: number; readonly at: string };
};

/** @param version another one for each round: it begins with an empty collection */
export const checkIns = (version: number): Projection<CheckIns, CheckedIn> => ({
  name: 'check-ins',
  version,
  hears: ['goals.goal-checked-in.v1'],
  keyOf: ({ event }) => event.data.goalId,
  apply: (document, { event: { data } }) => ({
    goalId: data.goalId,
    count: (document?.count ?? 0) + 1,
    sum: (document?.sum ?? 0) + data.confidence,
    last: { confidence: data.confidence, at: data.checkedInAt },
  }),
});
