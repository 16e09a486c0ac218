import type { ClaimSource } from '@telemachy/event-store';
import type { Process, Projection } from '@telemachy/kernel';

/** What a service tells the command about itself. */
export type Registration = {
  /** Its definition fits as it stands. */
  readonly service: {
    readonly name: string;
    readonly projections: readonly {
      // oxlint-disable-next-line typescript/no-explicit-any -- projections of all documents stand in one list
      readonly projection: Projection<any, any>;
      readonly indexes?: readonly Readonly<Record<string, 1 | -1>>[];
    }[];
    /** For `verifyClaims` and `rebuildClaims` of `@telemachy/event-store`, with `mongoClaimKeeper` of the service's database. */
    readonly claims?: readonly ClaimSource[];
  };
  // oxlint-disable-next-line typescript/no-explicit-any -- processes of all states stand in one list
  readonly processes?: readonly Process<any, any, any>[];
};

/** A projection or a process, as far as both are alike. */
export type Heard = { readonly name: string; readonly version: number; readonly hears: readonly string[] };
