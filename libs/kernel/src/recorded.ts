/** The least that every fact has: the name that never changes, and its data. */
export type Fact = { readonly type: string; readonly data: unknown };

/** A fact as the store keeps it and Kafka carries it. */
export type Recorded<Event extends Fact = Fact> = {
  /** Unique for ever: UUID v5 of commit and place, so a repeated delivery has the same id. */
  readonly id: string;
  readonly tenant: string;
  /** `<kind>-<uuid>`. */
  readonly stream: string;
  /** Place in the stream, from 1. */
  readonly version: number;
  /** Dense place among all facts of the owning service, from 1; 0 while not yet sequenced. */
  readonly position: number;
  /** When the store recorded it: RFC 3339, UTC. */
  readonly recordedAt: string;
  /** Id of the commit that holds it. */
  readonly commit: string;
  readonly correlationId: string;
  readonly causationId?: string;
  /** Pseudonymous id of who caused it. */
  readonly actor: string;
  readonly event: Event;
};
