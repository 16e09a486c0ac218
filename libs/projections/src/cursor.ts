import type { TopicPartition } from '@telemachy/event-log';
import { beginning, CheckpointMoved, sameCheckpoint } from './document-store.ts';
import type { Checkpoint, CheckpointKey, DocumentStore } from './document-store.ts';
import { nameOfStream, parkedStreams } from './parked.ts';
import { firstUnit } from './unit-size.ts';

/** Where one consumer stands in one partition. */
export type Cursor = {
  key: CheckpointKey;
  /** As it is kept. */
  saved: Checkpoint | undefined;
  /** As far as we have read: beyond `saved` lie only facts that nobody here hears. */
  at: Checkpoint;
  /** Names `<tenant>|<stream>` that may be parked. */
  mayBeParked: Set<string>;
  /** Facts that the next unit of work may hold. */
  unit: number;
  /** One at a time: a batch, or keeping the checkpoint. */
  turn: Promise<void>;
};

export const nameOfPartition = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/** Reads from the database where a consumer stands. */
export const cursorAt = async (documents: DocumentStore, key: CheckpointKey): Promise<Cursor> => {
  const [saved, streams] = await Promise.all([documents.checkpoint(key), parkedStreams(documents, key)]);
  const mayBeParked = new Set(streams.map(nameOfStream));
  return { key, saved, at: saved ?? beginning, mayBeParked, unit: firstUnit, turn: Promise.resolve() };
};

/** Runs after what the partition is doing now. */
export const inTurn = (cursor: Cursor, run: () => Promise<void>): Promise<void> => {
  const ran = cursor.turn.then(run);
  cursor.turn = ran.catch(() => undefined);
  return ran;
};

/**
 * Keeps how far the cursor has read. Where somebody else has moved the checkpoint, or another generation is live now, the cursor goes on from there: what lies
 * between is unheard, whoever reads it.
 * @param named the consumer's name now
 */
export const keepCursor = async (
  documents: DocumentStore,
  cursor: Cursor,
  named: () => Promise<string>,
): Promise<void> => {
  const { key, saved, at } = cursor;
  if (sameCheckpoint(saved, at)) return;
  try {
    await documents.transact((unit) => unit.moveCheckpoint(key, saved, at));
    cursor.saved = at;
  } catch (error) {
    if (!(error instanceof CheckpointMoved)) throw error;
    const now = await cursorAt(documents, { ...key, consumer: await named() });
    const further = now.at.position > at.position || (now.at.position === at.position && now.at.offset > at.offset);
    Object.assign(cursor, { key: now.key, saved: now.saved, mayBeParked: now.mayBeParked, at: further ? now.at : at });
    throw error;
  }
};
