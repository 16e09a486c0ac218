import { describe, expect, it } from '@jest/globals';
import { array, assert, asyncProperty, constant, constantFrom, nat, oneof, record, type Arbitrary } from 'fast-check';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { fold, type LongStreams } from './long-streams.ts';
import { memoryEventStore } from './memory/memory-event-store.ts';
import { snapshotsOf } from './snapshots-of.ts';
import { summariesOf } from './summaries-of.ts';
import { asked, aTenant, progressed, sampleSchemas, summarized } from './testing/sample.ts';

type Said = { readonly type: string; readonly data: { readonly value?: number; readonly total?: number } };
type Sum = { readonly total: number; readonly facts: number };
const evolving = {
  initial: { total: 0, facts: 0 } as Sum,
  // Not commutative, so that order and omissions show.
  evolve: ({ total }: Sum, { data }: Said): Sum =>
    data.total === undefined
      ? { total: (total * 3 + (data.value ?? 0)) % 9973, facts: 0 }
      : { total: data.total, facts: 0 },
};
const schema = z.object({ total: z.number(), facts: z.number() });
const reason = 'Skipped by a property';

type Step =
  | { readonly do: 'append'; readonly values: readonly number[] }
  | { readonly do: 'summarize' | 'snapshot' | 'lose' | 'damage' }
  | { readonly do: 'skip'; readonly nth: number };

const steps = array(
  oneof(
    {
      weight: 5,
      arbitrary: record({ do: constant('append'), values: array(nat(99), { minLength: 1, maxLength: 4 }) }),
    },
    { weight: 3, arbitrary: record({ do: constant('skip'), nth: nat(40) }) },
    { weight: 4, arbitrary: record({ do: constantFrom('summarize', 'snapshot', 'snapshot', 'lose', 'damage') }) },
  ) as Arbitrary<Step>,
  { minLength: 1, maxLength: 30 },
);

describe('The state of a stream', () => {
  it('is the same whichever way it is come to, whatever is appended, summed up, kept, lost, damaged and skipped', async () => {
    await assert(
      asyncProperty(steps, async (all) => {
        const store = memoryEventStore({ schemas: sampleSchemas });
        const stream = `goal-${randomUUID()}`;
        const snapshots = snapshotsOf({ decider: evolving, schema });
        const ways: readonly LongStreams<Sum, Said>[] = [
          snapshots,
          summariesOf({ decider: evolving, summary: ({ total }: Sum) => summarized(total) as Said }),
        ];
        /** By the facts that count alone; a summary says nothing that is not there. */
        const truth = async (): Promise<Sum> => {
          const { facts } = await store.load(aTenant, stream);
          return fold(
            evolving,
            evolving.initial,
            facts.filter(({ event }) => !event.type.includes('summarized')),
          );
        };
        for (const step of all) {
          const { head } = await store.load(aTenant, stream);
          switch (step.do) {
            case 'append':
              await store.append(head, step.values.map(progressed), asked());
              break;
            case 'summarize':
              await store.append(head, [summarized((await truth()).total)], asked());
              break;
            case 'skip': {
              const { nth } = step;
              await store.skip({ tenant: aTenant, stream, version: nth + 1, reason, by: 'operator-1' });
              break;
            }
            case 'snapshot':
              await store.keepSnapshot(head, snapshots.form, await truth());
              break;
            case 'lose':
              store.disk.snapshots.clear();
              break;
            case 'damage':
              for (const [key, kept] of store.disk.snapshots)
                store.disk.snapshots.set(key, { ...kept, state: '{"total":1,"facts":0}' });
          }
          const expected = await truth();
          for (const way of ways) expect((await way.load(store, aTenant, stream)).state).toEqual(expected);
          const { facts } = await store.load(aTenant, stream);
          expect((await store.loadLast(aTenant, stream, 7)).facts).toEqual(facts.slice(-7));
        }
      }),
      { numRuns: 300 },
    );
  });
});
