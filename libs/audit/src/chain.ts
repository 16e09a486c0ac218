import { hash } from 'node:crypto';
import { textOf, type AuditRecord } from './entry.ts';

export const hashBytes = 32;

/** Whose chain it is: each service writes one for each organization. */
export type ChainName = { readonly tenant: string; readonly service: string };

/** The end of a chain; of an empty one 0 and the seed. */
export type ChainEnd = { readonly seq: number; readonly hash: Buffer };

/** Records that were written together, as they are stored. */
export type Block = {
  /** 1 for the first of its chain, without a hole. */
  readonly number: number;
  /** `seq` of its first record. */
  readonly first: number;
  readonly texts: readonly string[];
  /** The hash of the chain after each text, one behind the other. */
  readonly hashes: Buffer;
};

/** Where a chain begins: no chain goes on as another's. */
export const seedOf = ({ tenant, service }: ChainName): ChainEnd => ({
  seq: 0,
  hash: hash('sha256', `telemachy audit|${tenant}|${service}`, 'buffer'),
});

/** SHA-256 of the hash before and the text. */
const linked = (before: Buffer, text: string): Buffer => {
  const bytes = Buffer.allocUnsafe(hashBytes + Buffer.byteLength(text));
  before.copy(bytes);
  bytes.write(text, hashBytes);
  return hash('sha256', bytes, 'buffer');
};

/** The next block of a chain. @returns the block and the end after it */
export const nextBlock = (
  end: ChainEnd,
  number: number,
  records: readonly Omit<AuditRecord, 'seq'>[],
): { readonly block: Block; readonly end: ChainEnd } => {
  const texts = records.map((record, place) => textOf({ ...record, seq: end.seq + 1 + place }));
  const hashes: Buffer[] = [];
  let last = end.hash;
  for (const text of texts) hashes.push((last = linked(last, text)));
  return {
    block: { number, first: end.seq + 1, texts, hashes: Buffer.concat(hashes) },
    end: { seq: end.seq + texts.length, hash: last },
  };
};

/** What is wrong with a chain, and where. */
export type Tampered = { readonly seq: number; readonly fault: string };

/** In canonical JSON the members are in order, and `seq` is the last of a record: nothing need be parsed to see it. */
const isAt = (seq: number, text: string): boolean => text.endsWith(`,"seq":${seq}}`);

/** The first fault of a block that is to follow an end; else the end after it. */
export const checkBlock = (end: ChainEnd, number: number, block: Block): ChainEnd | Tampered => {
  const seq = end.seq + 1;
  if (block.number !== number) {
    const instead = `${block.number}, from entry ${block.first}`;
    const isEarlier = block.number < number;
    return {
      seq,
      fault: isEarlier
        ? `in place of block ${number} lies block ${instead}: put in or moved`
        : `block ${number} is missing; the next one there is ${instead}`,
    };
  }
  if (block.first !== seq) return { seq, fault: `block ${number} begins with entry ${block.first}, not ${seq}` };
  if (block.hashes.length !== hashBytes * block.texts.length || block.texts.length === 0)
    return {
      seq,
      fault: `block ${number} has ${block.texts.length} entries and ${block.hashes.length / hashBytes} hashes`,
    };
  let last = end.hash;
  for (const [place, text] of block.texts.entries()) {
    const here = seq + place;
    if (!isAt(here, text))
      return { seq: here, fault: `in place of entry ${here} lies ${text.slice(0, 60)}…: put in, taken out or moved` };
    const computed = linked(last, text);
    const stored = block.hashes.subarray(place * hashBytes, (place + 1) * hashBytes);
    if (!computed.equals(stored)) return { seq: here, fault: 'the entry, or the hash beside it, was changed' };
    last = computed;
  }
  return { seq: end.seq + block.texts.length, hash: last };
};
