import { setTimeout as pause } from 'node:timers/promises';
import { beginning, type Checkpoint, type CheckpointKey, type DocumentStore } from '../document-store.ts';
import { nameOfGeneration } from '../generations.ts';
import type { BuildClaim } from './build-claim.ts';

/** The generation that is to be live did not come as far as the live one in time; nothing has changed. */
export class NotCaughtUp extends Error {
  override readonly name = 'NotCaughtUp';
}

export type MakeLiveOptions = {
  readonly documents: DocumentStore;
  readonly model: string;
  readonly claim: BuildClaim;
  /** All partitions that the read model hears. */
  readonly places: readonly Pick<CheckpointKey, 'topic' | 'partition'>[];
  /** Longest that the live generation stands still, in ms. */
  readonly patienceMs?: number;
};

type Checkpoints = readonly (CheckpointKey & Checkpoint)[];

/**
 * Makes a generation the live one, in one unit of work: readers of every process see the old one before it and the new one after it. The new one goes on being
 * followed by whoever builds it. First the live one is held where it stands, so that the new one, which must not be behind it in any partition, can
 * catch up whatever the traffic; its runners find it held, ask again which generation is live, and go on with the new one. Should this process
 * die in between, the hold ends by itself.
 * @throws NotCaughtUp
 */
export const makeLive = async (options: MakeLiveOptions): Promise<void> => {
  const { documents, model, claim, places, patienceMs = 4_000 } = options;
  const next = claim.name;
  const liveNow = async (): Promise<string> => {
    const found = (await documents.generations()).find((one) => one.model === model);
    return nameOfGeneration(model, found?.live ?? 1);
  };
  const keysOf = (consumer: string): CheckpointKey[] => places.map((place) => ({ consumer, ...place }));
  /** Checkpoints in an earlier generation of a topic stay where they were. */
  const isPlace = (one: CheckpointKey): boolean =>
    places.some(({ topic, partition }) => one.topic === topic && one.partition === partition);
  /** By number, not by position: one that was folded from a store stands at the position up to which all was published, beyond its partition's last record. */
  const behind = (live: Checkpoints, built: Checkpoints): boolean =>
    live.filter(isPlace).some(({ topic, partition, partitionseq }) => {
      const there = built.find((one) => one.topic === topic && one.partition === partition) ?? beginning;
      return there.partitionseq < partitionseq;
    });

  const live = await liveNow();
  const until = (await documents.now()) + patienceMs + 1_000;
  // One by one: each waits for the step that its partition is at, and for no other.
  await Promise.all(keysOf(live).map((key) => documents.transact((unit) => unit.hold([key], until))));
  try {
    const end = performance.now() + patienceMs;
    while (behind(await documents.checkpointsOf(live), await documents.checkpointsOf(next))) {
      if (performance.now() > end) throw new NotCaughtUp(`${next} did not catch up with ${live} in ${patienceMs} ms`);
      await pause(10);
    }
    await documents.transact(async (unit) => {
      await claim.keep(unit);
      const { building: _, ...generations } = await unit.generationsOf(model);
      if (nameOfGeneration(model, generations.live) !== live) throw new NotCaughtUp(`${live} is not live any more`);
      const checkpoints = await unit.checkpointsOf(live);
      if (behind(checkpoints, await unit.checkpointsOf(next)))
        throw new NotCaughtUp(`${live} went on while it was to be held`);
      await unit.hold(keysOf(live), Infinity);
      await unit.keepGenerations({ ...generations, live: claim.generation, previous: generations.live });
    });
  } catch (error) {
    await documents.transact((unit) => unit.hold(keysOf(live), 0));
    throw error;
  }
};
