import type { ConsumeOptions, ReceivedRecord, TopicPartition } from '../port.ts';

const numberOf = ({ value }: ReceivedRecord): number => JSON.parse(value.toString()) as number;

/** What one member does with the ledger. */
export type LedgerMember = {
  readonly assigned: ConsumeOptions['assigned'];
  /** Does what is new among the records and moves the checkpoint, both or neither. @throws Error when somebody else moved it */
  readonly apply: (partition: TopicPartition, records: readonly ReceivedRecord[]) => void;
};

/**
 * What a read model keeps, in small: per partition how far it is and which numbers were done, changed together, by compare-and-set. Numbers that were done
 * are passed over; one that leaves out another is a loss.
 */
export const ledgerOf = (partitions: number) => {
  const kept = Array.from({ length: partitions }, () => ({ offset: 0n, done: 0 }));
  const losses: string[] = [];
  let refused = 0;
  const at = (partition: number) => {
    const found = kept[partition];
    if (found === undefined) throw new Error(`there is no partition ${partition}`);
    return found;
  };

  return {
    /** How many numbers of each partition are done: all from 0 on. */
    done: () => kept.map(({ done }) => done),
    losses,
    /** How often a member came too late. */
    refused: () => refused,
    member: (): LedgerMember => {
      const seen = new Map<number, bigint>();
      return {
        assigned: (asked) => {
          const offsets = asked.map(({ partition }) => at(partition).offset);
          for (const [index, { partition }] of asked.entries()) seen.set(partition, offsets[index] ?? 0n);
          return Promise.resolve(offsets);
        },
        apply: ({ partition }, records) => {
          const row = at(partition);
          if (row.offset !== seen.get(partition)) {
            refused += 1;
            throw new Error('the checkpoint was moved by somebody else');
          }
          for (const record of records) {
            const number = numberOf(record);
            if (number > row.done) losses.push(`partition ${partition}: ${number} came when ${row.done} was due`);
            if (number >= row.done) row.done = number + 1;
            row.offset = record.offset + 1n;
          }
          seen.set(partition, row.offset);
        },
      };
    },
  };
};
