import { MalformedRecord, decode, placeOf, typeOf } from '@telemachy/event-log';
import type { Logger, Received, ReceivedRecord } from '@telemachy/event-log';
import { isSkipMark, type hearing } from '@telemachy/contracts';
import type { Recorded } from '@telemachy/kernel';
import type { Checkpoint } from './document-store.ts';

export type Read = {
  /** Those that are heard, those that a newer release wrote in their place, and skip marks, for the sake of streams that are set aside. */
  readonly facts: readonly Received[];
  /** Where we stand after them. */
  readonly at: Checkpoint;
  /** How many of the records were read. */
  readonly count: number;
  /** Says which number is missing before the next record. */
  readonly hole?: string;
};

/** The place of a record that our publisher numbered. One without is none of ours; were it ours, its number would be missed next. */
const numberOf = (record: ReceivedRecord, logger: Logger): ReturnType<typeof placeOf> | undefined => {
  try {
    return placeOf(record);
  } catch (error) {
    if (!(error instanceof MalformedRecord)) throw error;
    logger.error({ error: error.message }, 'a record that no publisher numbered is passed over');
    return undefined;
  }
};

export type Reading = {
  readonly asked: ReturnType<typeof hearing>;
  readonly logger: Logger;
  /** Facts at most. */
  readonly most?: number;
};

/**
 * Reads the records of one partition from `from` on, up to so many facts: drops what was seen before, by position, and stops before a hole in
 * `partitionseq`. What nobody hears is not decoded. @throws MalformedRecord for a numbered record that cannot be decoded
 */
export const readRecords = (
  from: Checkpoint,
  records: readonly ReceivedRecord[],
  { asked, logger, most = Infinity }: Reading,
): Read => {
  const facts: Received[] = [];
  let { position, partitionseq } = from;
  let count = 0;
  const read = (): Read => {
    const last = records[count - 1];
    return {
      facts,
      count,
      at: { offset: last === undefined ? from.offset : last.offset + 1n, position, partitionseq },
    };
  };
  for (const record of records) {
    if (facts.length >= most) break;
    const place = numberOf(record, logger);
    if (place !== undefined && place.position > position) {
      if (place.partitionseq !== partitionseq + 1) {
        const hole = `number ${partitionseq + 1} is missing: offset ${record.offset} holds number ${place.partitionseq}`;
        return { ...read(), hole };
      }
      const type = typeOf(record);
      if (asked(type) !== 'unheard' || isSkipMark(type)) facts.push(decode(record, place));
      ({ position, partitionseq } = place);
    }
    count += 1;
  }
  return read();
};

/** @throws Error where a newer release wrote the fact in a form that is not heard here: it must be parked, not passed over */
export const mustBeHeard = (hears: readonly string[], { event: { type } }: Recorded): void => {
  if (!hears.includes(type))
    throw new Error(
      `${type} is a form of a fact that this release does not know: run the newer release, then retry the stream`,
    );
};
