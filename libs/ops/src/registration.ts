import type { Fact, Projection } from '@telemachy/kernel';

/** What a service tells the command about itself; its definition fits as it stands. */
export type Registration = {
  readonly name: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- projections of all documents stand in one list
  readonly projections: readonly { readonly projection: Projection<any, any> }[];
};

export type AnyProjection = Projection<object, Fact>;
