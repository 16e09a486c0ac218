/** How much of each measurement is done: the ratios are the same, the noise is not. */
export type Size = {
  /** Counted rounds; one more warms up. */
  readonly rounds: number;
  /** How long one contender is under load in one round, in ms. */
  readonly roundMs: number;
  /** Facts in the long stream. */
  readonly longStream: number;
  /** Facts in the smallest of the stores that grow. */
  readonly smallStore: number;
  /** Facts, and documents they are folded into. */
  readonly catchUp: { readonly facts: number; readonly documents: number };
  /** Commits that wait for a relay which was away. */
  readonly backlog: number;
  /** Requests under way at the same time. */
  readonly connections: number;
};

export const sizes = {
  full: {
    rounds: 5,
    roundMs: 1_500,
    longStream: 10_000,
    smallStore: 2_000,
    catchUp: { facts: 200_000, documents: 10_000 },
    backlog: 30_000,
    connections: 64,
  },
  /** For whoever works on the speed: an answer in less time. */
  brief: {
    rounds: 3,
    roundMs: 700,
    longStream: 10_000,
    smallStore: 1_000,
    catchUp: { facts: 60_000, documents: 3_000 },
    backlog: 10_000,
    connections: 64,
  },
  /** Shows that every part runs; its figures mean nothing. */
  tiny: {
    rounds: 1,
    roundMs: 60,
    longStream: 200,
    smallStore: 20,
    catchUp: { facts: 400, documents: 20 },
    backlog: 60,
    connections: 4,
  },
} as const satisfies Record<string, Size>;
export type SizeName = keyof typeof sizes;
