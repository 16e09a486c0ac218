import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { BSON, type Document } from 'mongodb';

const { EJSON } = BSON;

/** What a file of documents holds, by which it is known again. */
export type Written = { readonly documents: number; readonly bytes: number; readonly sha256: string };

/** So much is handed on at once, in characters. */
const pageLength = 64 * 1024;

/**
 * Writes documents, each as one line of canonical extended JSON, compressed by gzip; on the disk when it resolves. Holds a page at a time.
 * @param file whatever was in it is lost
 */
export const writeLines = async (file: string, documents: AsyncIterable<Document>): Promise<Written> => {
  let [count, bytes] = [0, 0];
  const hash = createHash('sha256');
  async function* pages(): AsyncGenerator<string> {
    let page = '';
    for await (const document of documents) {
      count += 1;
      page += `${EJSON.stringify(document, { relaxed: false })}\n`;
      if (page.length < pageLength) continue;
      yield page;
      page = '';
    }
    yield page;
  }
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const onDisk = createWriteStream(file, { mode: 0o600, flush: true });
  await pipeline(Readable.from(pages()), createGzip(), counted, onDisk);
  return { documents: count, bytes, sha256: hash.digest('hex') };
};

/** Ended by a line feed alone: `readline` also ends lines at U+2028 and U+2029, which texts of JSON may hold. */
async function* linesIn(stream: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of stream.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}

/** The documents of such a file, one after the other, with every number of the type that it was stored with. */
export async function* readLines(file: string): AsyncGenerator<Document> {
  const unpacked = createGunzip();
  const reading = pipeline(createReadStream(file), unpacked);
  // Who reads the lines hears of it by the stream itself.
  reading.catch(() => undefined);
  for await (const line of linesIn(unpacked)) if (line !== '') yield EJSON.parse(line, { relaxed: false }) as Document;
  await reading;
}

/** Whether a file is what was written, byte by byte. @returns what is wrong with it */
export const faultOf = async (file: string, written: Written): Promise<string | undefined> => {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return 'is missing';
  if (found.size !== written.bytes) return `has ${found.size} bytes, and had ${written.bytes}`;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex') === written.sha256 ? undefined : 'was changed: its SHA-256 is another';
};
