import type { Decider, Fact } from '@telemachy/kernel';
import type { ClaimChange } from './port.ts';

/** What a stream can hold: a unique claim, or time of an owner. */
export type HeldClaim = Extract<ClaimChange, { readonly kind: 'take' | 'reserve' }>;

/** How one kind of stream says, by its facts alone, what it holds: claims are made anew from it and compared. Pure. */
export type ClaimSource<State = unknown, Event extends Fact = Fact> = {
  /** The first words of the streams' names. */
  readonly kind: string;
  readonly decider: Pick<Decider<State, unknown, Event, string>, 'initial' | 'evolve'>;
  /** All that a stream in this state holds. */
  readonly holds: (state: State) => readonly HeldClaim[];
};

/** Puts a source of any types into a service's list. */
export const claimSource = <State, Event extends Fact>(source: ClaimSource<State, Event>): ClaimSource =>
  source as unknown as ClaimSource;
