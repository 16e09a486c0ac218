import type { Fact } from '@telemachy/kernel';
import canonicalize from 'canonicalize';
import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Evolving, LongStreams } from './long-streams.ts';
import { fold, wholeStreams } from './long-streams.ts';
import { latestOnly } from './latest-only.ts';

export type SnapshotOptions<State, Event extends Fact> = {
  readonly decider: Evolving<State, Event>;
  /** The JSON shape of the state. What it makes of a state must be that state again, and all that is in it. */
  readonly schema: z.ZodType<State>;
  /** Raise it when the same facts come to another state while neither the schema nor the text of `evolve` changes: 1 unless told. */
  readonly version?: number;
  /** Versions between two snapshots; 100 unless told. */
  readonly every?: number;
  /** Hears why a snapshot could not be kept; nothing else comes of it. */
  readonly onFault?: (error: unknown) => void;
};

export type Snapshots<State, Event extends Fact> = LongStreams<State, Event> & {
  /** Changes with the state's schema, its version, the initial state and the text of `evolve`; a snapshot of another form is never read. */
  readonly form: string;
  /** Resolves when what was reached so far is kept, or given up. */
  readonly settled: () => Promise<void>;
};

/** The schema does not give a state back as it was, so no snapshot of it can be kept. */
export class SnapshotUnfit extends Error {
  override readonly name = 'SnapshotUnfit';
}

/**
 * States kept now and then, so that a long stream need not be read whole: a cache, which may be lost, old or wrong without any other effect than speed.
 * Make it once and share it: it writes behind the commands, one snapshot at a time, and forgets rather than queue.
 */
export const snapshotsOf = <State, Event extends Fact>({
  decider,
  schema,
  version = 1,
  every = 100,
  onFault = (error) => process.emitWarning(error instanceof Error ? error : String(error)),
}: SnapshotOptions<State, Event>): Snapshots<State, Event> => {
  const form = formOf(decider, schema, version);
  const whole = wholeStreams(decider);
  const read = (json: unknown): State | undefined => {
    const parsed = schema.safeParse(json);
    return parsed.success ? parsed.data : undefined;
  };
  const writes = latestOnly(onFault);

  return {
    form,
    settled: writes.settled,
    async load(store, tenant, stream) {
      const { head, facts, snapshot } = await store.loadFromSnapshot(tenant, stream, form);
      const from = snapshot === undefined ? decider.initial : read(snapshot.state);
      if (from === undefined) return whole.load(store, tenant, stream);
      return { head, state: fold(decider, from, facts), read: head.version - (snapshot?.version ?? 0) };
    },
    behind: () => [],
    reached(store, head, state, seen) {
      if (seen < every) return;
      writes.add(`${head.tenant}|${head.stream}`, async () => {
        const again = read(JSON.parse(JSON.stringify(state)));
        if (again === undefined || canonicalize(again) !== canonicalize(state))
          throw new SnapshotUnfit(`The state of ${head.stream} is not what its schema gives back: correct the schema.`);
        await store.keepSnapshot(head, form, state);
      });
    },
  };
};

const formOf = <State, Event extends Fact>(
  { initial, evolve }: Evolving<State, Event>,
  schema: z.ZodType<State>,
  version: number,
): string => {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return hash('sha256', canonicalize({ shape, version, initial, evolve: String(evolve) }) ?? '', 'hex').slice(0, 24);
};
