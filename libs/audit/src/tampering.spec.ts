import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { opened } from './audit.contract.ts';
import { hashBytes, nextBlock, seedOf, type Block, type ChainEnd } from './chain.ts';
import { recordOf } from './entry.ts';
import { signHead } from './heads.ts';
import { memoryAuditStorage } from './memory-audit-storage.ts';
import { verifyChain } from './verify-chain.ts';

// Whoever has the database does each thing at each place of a small chain: each is found, and told by the entry at which the chain is not what it was.
const chain = { tenant: 'acme', service: 'goals' };
const at = new Date('2027-03-10T10:00:00Z');
const { privateKey: key } = generateKeyPairSync('ed25519');
/** Entries 1–2, 3–5, 6 and 7–8; signed at 8. */
const sizes = [2, 3, 1, 2];
const count = 8;
const everyEntry = Array.from({ length: count }, (_, n) => n + 1);

type Entry = { readonly text: string; readonly hash: Buffer };
type Groups = readonly (readonly Entry[])[];

const entriesOf = ({ texts, hashes }: Block): Entry[] =>
  texts.map((text, n) => ({ text, hash: Buffer.from(hashes.subarray(n * hashBytes, (n + 1) * hashBytes)) }));
/** Blocks that hold these entries, numbered as whoever tampers would like it. */
const blocksOf = (groups: Groups): Block[] => {
  let first = 1;
  return groups
    .filter((entries) => entries.length > 0)
    .map((entries, place) => {
      const texts = entries.map(({ text }) => text);
      const block = { number: place + 1, first, texts, hashes: Buffer.concat(entries.map(({ hash }) => hash)) };
      first += entries.length;
      return block;
    });
};
/** Cut anew as they were, with what is left over in the last. */
const grouped = (entries: readonly Entry[]): Groups => {
  const ends = sizes.map((_, n) => sizes.slice(0, n + 1).reduce((sum, size) => sum + size, 0));
  return ends.map((end, n) => entries.slice(ends[n - 1] ?? 0, n === ends.length - 1 ? undefined : end));
};
/** As whoever knows how the chain is made would do it: placed and linked anew from the first to the last. */
const linkedAnew = (blocks: readonly Block[]): Block[] => {
  let end: ChainEnd = seedOf(chain);
  return blocks.map(({ texts }, place) => {
    const next = nextBlock(
      end,
      place + 1,
      texts.map((text) => recordOf(text) ?? { ...opened(0), at: at.toISOString() }),
    );
    end = next.end;
    return next.block;
  });
};

let storage: ReturnType<typeof memoryAuditStorage>;
let untouched: readonly Block[];
let entries: readonly Entry[];
beforeEach(async () => {
  storage = memoryAuditStorage();
  let end = seedOf(chain);
  for (const [place, size] of sizes.entries()) {
    const records = Array.from({ length: size }, (_, n) => ({ ...opened(end.seq + 1 + n), at: at.toISOString() }));
    const next = nextBlock(end, place + 1, records);
    await storage.add(chain, next.block);
    ({ end } = next);
  }
  await signHead(storage, chain, key, at);
  storage.tamper(chain, (blocks) => (untouched = blocks));
  entries = untouched.flatMap(entriesOf);
});

/** Where the chain is said not to be what it was; nowhere, where nothing was noticed. */
const places = async (blocks: readonly Block[], keys = [key]): Promise<readonly number[]> => {
  storage.tamper(chain, () => blocks);
  return (await verifyChain(storage, chain, { keys })).tampered.map(({ seq }) => seq);
};
const flipped = (text: string, place: number): string =>
  `${text.slice(0, place)}${String.fromCharCode(text.charCodeAt(place) ^ 1)}${text.slice(place + 1)}`;
const withEntry = (seq: number, change: (entry: Entry) => Entry): Block[] =>
  blocksOf(grouped(entries.map((entry, n) => (n === seq - 1 ? change(entry) : entry))));

describe('a chain that nobody touched', () => {
  it('is whole', async () => {
    expect(await places(untouched)).toEqual([]);
    expect(blocksOf(grouped(entries))).toEqual(untouched);
  });
});

describe('a flipped bit', () => {
  it.each(everyEntry)('is found in each byte of entry %i', async (seq) => {
    const { length } = entries[seq - 1]?.text ?? '';
    for (let place = 0; place < length; place += 1) {
      const changed = withEntry(seq, ({ text, hash }) => ({ text: flipped(text, place), hash }));
      expect([place, await places(changed, [])]).toEqual([place, [seq]]);
    }
  });

  it.each(everyEntry)('is found in each byte of the hash after entry %i', async (seq) => {
    for (let place = 0; place < hashBytes; place += 1) {
      const changed = withEntry(seq, ({ text, hash }) => {
        const other = Buffer.from(hash);
        other[place] = (other[place] ?? 0) ^ 1;
        return { text, hash: other };
      });
      expect([place, (await places(changed))[0]]).toEqual([place, seq]);
    }
  });

  it.each([
    ['the number', (block: Block) => ({ ...block, number: block.number ^ 8 })],
    ['the first entry', (block: Block) => ({ ...block, first: block.first ^ 8 })],
  ])('is found in %s that a block says of itself', async (_, change) => {
    for (const [place, { first }] of untouched.entries()) {
      const changed = untouched.map((block, n) => (n === place ? change(block) : block));
      expect(await places(changed)).toEqual([first]);
    }
  });
});

describe('a deletion', () => {
  it.each(everyEntry.slice(0, -1))(
    'of entry %i is found there, whether blocks are filled up or left short',
    async (seq) => {
      const left = entries.toSpliced(seq - 1, 1);
      const short = untouched.map((block) => {
        const kept = entriesOf(block).filter((_, n) => block.first + n !== seq);
        return { ...block, texts: kept.map(({ text }) => text), hashes: Buffer.concat(kept.map(({ hash }) => hash)) };
      });
      expect(await places(blocksOf(grouped(left)))).toEqual([seq]);
      expect(await places(short)).toEqual([seq]);
      expect(await places(short.filter(({ texts }) => texts.length > 0))).toEqual([seq]);
    },
  );

  it.each(sizes.keys().toArray().slice(0, -1))(
    'of the block after %i others is found at its first entry',
    async (place) => {
      const left = untouched.toSpliced(place, 1);
      const first = untouched[place]?.first;
      expect(await places(left)).toEqual([first]);
      // With the blocks behind it moved up.
      expect(await places(blocksOf(left.map(entriesOf)))).toEqual([first]);
    },
  );

  it.each(everyEntry)('of entry %i, all made anew behind it, is found by the signed head', async (seq) => {
    const anew = linkedAnew(blocksOf(grouped(entries.toSpliced(seq - 1, 1))));
    expect(await places(anew, [])).toEqual([]);
    expect(await places(anew)).toEqual([count]);
  });
});

describe('an insertion', () => {
  it.each(everyEntry)('before entry %i is found there, be it a copy or made for the place', async (seq) => {
    const copy = entries[seq - 1];
    const before = { seq: seq - 1, hash: entries[seq - 2]?.hash ?? seedOf(chain).hash };
    const [made] = entriesOf(nextBlock(before, 1, [{ ...opened(99), at: at.toISOString() }]).block);
    if (copy === undefined || made === undefined) throw new Error('there is no such entry');
    expect(await places(blocksOf(grouped(entries.toSpliced(seq - 1, 0, copy))))).toEqual([seq + 1]);
    expect(await places(blocksOf(grouped(entries.toSpliced(seq - 1, 0, entries.at(-1) ?? copy))))).toEqual(
      seq === count ? [seq + 1] : [seq],
    );
    // One that fits behind what is before it is found by what it has moved on.
    expect(await places(blocksOf(grouped(entries.toSpliced(seq - 1, 0, made))))).toEqual([seq + 1]);
  });

  it.each(everyEntry)('before entry %i, all made anew behind it, is found by the signed head', async (seq) => {
    const extra = {
      text: '{"actor":"a9","at":"2027-03-10T10:00:00.000Z","details":{},"kind":"override","seq":0}',
      hash: Buffer.alloc(hashBytes),
    };
    const anew = linkedAnew(blocksOf(grouped(entries.toSpliced(seq - 1, 0, extra))));
    expect(await places(anew, [])).toEqual([]);
    expect(await places(anew)).toEqual([count]);
  });
});

describe('a swap', () => {
  const pairs = everyEntry.flatMap((one) =>
    everyEntry.filter((other) => other > one).map((other) => [one, other] as const),
  );
  const exchanged = <Item>(all: readonly Item[], one: number, other: number): Item[] =>
    all.map((item, n) => (n === one ? all[other] : n === other ? all[one] : item) ?? item);

  it.each(pairs)(
    'of entries %i and %i is found at the first of them, with their hashes or without',
    async (one, other) => {
      const both = exchanged(entries, one - 1, other - 1);
      const textsOnly = both.map(({ text }, n) => ({ text, hash: entries[n]?.hash ?? Buffer.alloc(0) }));
      expect((await places(blocksOf(grouped(both))))[0]).toBe(one);
      expect((await places(blocksOf(grouped(textsOnly))))[0]).toBe(one);
    },
  );

  it('of two blocks is found at the first entry of the first, whether they are numbered anew or not', async () => {
    for (const one of sizes.keys())
      for (const other of sizes.keys().filter((place) => place > one)) {
        const both = exchanged(untouched, one, other);
        expect((await places(both))[0]).toBe(untouched[one]?.first);
        expect((await places(blocksOf(both.map(entriesOf))))[0]).toBe(untouched[one]?.first);
      }
  });

  it('of contents, all made anew behind it, is found by the signed head', async () => {
    for (const [one, other] of pairs) {
      const anew = linkedAnew(blocksOf(grouped(exchanged(entries, one - 1, other - 1))));
      expect(await places(anew, [])).toEqual([]);
      expect(await places(anew)).toEqual([count]);
    }
  });
});

describe('a truncation', () => {
  it.each([0, ...everyEntry.slice(0, -1)])(
    'behind entry %i is found by the signed head, and by nothing else',
    async (kept) => {
      const left = blocksOf(grouped(entries.slice(0, kept)));
      expect(await places(left, [])).toEqual([]);
      expect(await places(left)).toEqual([kept + 1]);
    },
  );

  it('of what came after the last head is not found, and was told before as unsigned', async () => {
    const end = { seq: count, hash: entries.at(-1)?.hash ?? Buffer.alloc(0) };
    const { block } = nextBlock(end, sizes.length + 1, [{ ...opened(9), at: at.toISOString() }]);
    storage.tamper(chain, () => [...untouched, block]);
    expect(await verifyChain(storage, chain, { keys: [key] })).toMatchObject({ unsigned: 1, tampered: [] });
    expect(await places(untouched)).toEqual([]);
  });
});
