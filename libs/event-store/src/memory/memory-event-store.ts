import { catalogue, upcasters as ours } from '@telemachy/contracts';
import type { Forms } from '../encode-fact.ts';
import { eventStoreOver } from '../event-store.ts';
import type { EventStore, SequencedRange } from '../port.ts';
import type { SealFact } from '../stored-commit.ts';
import type { MemoryDisk } from './memory-storage.ts';
import { memoryDisk, memoryStorage, numberAll } from './memory-storage.ts';
import type { Faults } from './seeded-faults.ts';

export type MemoryStoreOptions = Partial<Forms> & {
  /** `immediate` (default): facts get their positions as they are appended. `manual`: when `sequence()` is called. */
  readonly sequencing?: 'immediate' | 'manual';
  readonly onSequenced?: (range: SequencedRange) => void;
  /** Called at every await; what it throws is thrown there, so it can crash, delay and interleave. */
  readonly faults?: Faults;
  readonly now?: () => Date;
  readonly seal?: SealFact | undefined;
  /** First 16 hex digits of every commit id; random unless a test wants the same ids again. */
  readonly idPrefix?: string;
  /** Where the commits are; of its own unless several stores are to share one, or one is to be opened again after a crash. */
  readonly disk?: MemoryDisk;
};

export type MemoryEventStore = EventStore & {
  /** Gives positions to all commits that have none, in the order they were appended. */
  readonly sequence: () => Promise<SequencedRange | undefined>;
  /** Outlives the store; `memoryClaimKeeper` looks into it. */
  readonly disk: MemoryDisk;
};

/** The store without a database: same answers, gone with its disk. Effects are atomic; every await around them can be made to fail. */
export const memoryEventStore = ({
  sequencing = 'immediate',
  onSequenced,
  faults = async () => {},
  now = () => new Date(),
  idPrefix,
  schemas = catalogue,
  upcasters = ours,
  disk = memoryDisk(),
  seal,
}: MemoryStoreOptions = {}): MemoryEventStore => {
  const onStored = (): void => {
    const range = sequencing === 'immediate' ? numberAll(disk) : undefined;
    if (range !== undefined) onSequenced?.(range);
  };
  const storage = memoryStorage({ disk, faults, onStored, idPrefix });
  return {
    ...eventStoreOver({ storage, forms: { schemas, upcasters }, now, seal }),
    disk,
    async sequence() {
      await faults('sequence-before');
      const range = numberAll(disk);
      await faults('sequence-after');
      if (range !== undefined) onSequenced?.(range);
      return range;
    },
  };
};
