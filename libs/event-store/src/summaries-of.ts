import { isSummary } from '@telemachy/contracts';
import type { Fact } from '@telemachy/kernel';
import canonicalize from 'canonicalize';
import type { Evolving, LongStreams } from './long-streams.ts';
import { fold } from './long-streams.ts';

export type SummaryOptions<State, Event extends Fact> = {
  readonly decider: Evolving<State, Event>;
  /** The fact, named `…-summarized`, that says all there is to know of a state; `undefined` where there is nothing to say. */
  readonly summary: (state: State) => Event | undefined;
  /** Versions between two summaries; 1000 unless told. */
  readonly every?: number;
  /** Hears that a summary was not appended since it does not say the state; the command goes on without it. */
  readonly onFault?: (error: unknown) => void;
};

/** A summary from which the state does not follow. */
export class SummaryUnfit extends Error {
  override readonly name = 'SummaryUnfit';
}

/**
 * Closes a long stream now and then with a fact that says its whole state: it travels in the same commit as the facts of the command that made the
 * stream long, and who decides reads no further back. The stream goes on under its name, so its order, its command ids and its versions stay one.
 */
export const summariesOf = <State, Event extends Fact>({
  decider,
  summary,
  every = 1000,
  onFault = (error) => process.emitWarning(error instanceof Error ? error : String(error)),
}: SummaryOptions<State, Event>): LongStreams<State, Event> => ({
  async load(store, tenant, stream) {
    const { head, facts } = await store.loadFromSummary(tenant, stream);
    const from = facts[0]?.version ?? 1;
    return { head, state: fold(decider, decider.initial, facts), read: head.version - from + 1 };
  },
  behind(after, read) {
    const said = read < every ? undefined : summary(after);
    if (said === undefined) return [];
    const fault = faultOf(decider, said, after);
    if (fault === undefined) return [said];
    onFault(new SummaryUnfit(fault));
    return [];
  },
  reached: () => {},
});

const faultOf = <State, Event extends Fact>(
  { initial, evolve }: Evolving<State, Event>,
  said: Event,
  state: State,
): string | undefined => {
  if (!isSummary(said.type)) return `${said.type} is no summary: name it <service>.<kind>-summarized.v<n>`;
  const again = evolve(initial, said);
  return canonicalize(again) === canonicalize(state)
    ? undefined
    : `${said.type} does not lead to the state that it sums up: correct what says it, or evolve`;
};
