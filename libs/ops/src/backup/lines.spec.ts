import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Binary, BSON, Double, Int32, Long, ObjectId, Timestamp, type Document } from 'mongodb';
import { faultOf, readLines, writeLines } from './lines.ts';

describe('a file of documents', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'telemachy-lines-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const written = async (documents: readonly Document[]) => {
    const file = join(folder, 'a.ndjson.gz');
    const kept = await writeLines(
      file,
      (async function* () {
        yield* documents;
      })(),
    );
    const back: Document[] = [];
    for await (const document of readLines(file)) back.push(document);
    return { file, kept, back };
  };

  it('gives back each document byte by byte, with the type of each of its values', async () => {
    const documents = [
      {
        _id: new ObjectId(),
        int: new Int32(1),
        double: new Double(1),
        long: Long.fromString('9007199254740993'),
        bytes: new Binary(Buffer.from([0, 255])),
        at: new Date('2027-03-10T09:00:00.123Z'),
        ts: new Timestamp({ t: 1, i: 2 }),
        text: 'line\nbreak \u2028 \u2029 \u0085 \r "quoted" \u0000 ü',
        nothing: null,
        nested: { $looks: 'like an operator', list: [new Int32(1), 'x'] },
      },
      { _id: 'second' },
    ];
    const { back, kept, file } = await written(documents);
    expect(back.map((one) => Buffer.from(BSON.serialize(one)))).toEqual(
      documents.map((one) => Buffer.from(BSON.serialize(one))),
    );
    expect(kept.documents).toBe(2);
    expect(await faultOf(file, kept)).toBeUndefined();
  });

  it('may hold none, and more than are handed on at once', async () => {
    expect((await written([])).back).toEqual([]);
    const many = Array.from({ length: 5_000 }, (_, n) => ({ _id: new Int32(n), text: 'x'.repeat(50) }));
    const { back } = await written(many);
    expect(back).toHaveLength(5_000);
    expect(Number(back.at(-1)?.['_id'])).toBe(4_999);
  });
});
