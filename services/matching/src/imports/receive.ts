import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ColumnMapping } from '@telemachy/contracts/matching';
import { Problem } from '@telemachy/service-shell';
import { FileInspector, type Inspection } from './inspect-file.ts';

/** The largest file that is taken in: some millions of people. */
const longestFile = 2 * 1024 ** 3;

export type Received = Inspection & {
  /** SHA-256 of the bytes, hex. */
  readonly contentHash: string;
  readonly bytes: number;
};

/** The file's bytes as they come. @throws Problem 400 where the caller breaks off */
async function* arriving(file: Readable): AsyncGenerator<Buffer> {
  try {
    yield* file as AsyncIterable<Buffer>;
  } catch (error) {
    if (!file.readableAborted) throw error;
    throw new Problem(400, 'upload-broken', 'The file did not arrive whole; nothing of it is kept.');
  }
}

/**
 * Takes a file in while it is being sent: looked at, hashed and kept slice by slice, never whole in memory.
 * @throws Problem 413 where it is too large, 400 where it does not arrive whole
 */
export const receive = async (
  file: Readable,
  mapping: ColumnMapping,
  keep: (slices: AsyncIterable<Buffer>) => Promise<void>,
): Promise<Received> => {
  const hash = createHash('sha256');
  const inspector = new FileInspector(mapping);
  let bytes = 0;
  async function* looked(): AsyncGenerator<Buffer> {
    for await (const slice of arriving(file)) {
      bytes += slice.length;
      if (bytes > longestFile) throw new Problem(413, 'file-too-large', 'Send the file in parts of at most 2 GiB.');
      hash.update(slice);
      await inspector.write(slice);
      // Nobody will read a file at fault; its bytes only make its hash.
      if (!inspector.faulty) yield slice;
    }
  }
  await keep(looked());
  return { ...(await inspector.end()), contentHash: hash.digest('hex'), bytes };
};
