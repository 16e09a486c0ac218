import type { KeyObject } from 'node:crypto';
import type { AuditStorage } from './audit-storage.ts';
import { checkBlock, hashBytes, seedOf, type Block, type ChainEnd, type ChainName, type Tampered } from './chain.ts';
import { recordOf } from './entry.ts';
import { readHead, type Head } from './heads.ts';

export type Verified = ChainName & {
  readonly entries: number;
  /** Signed heads that the chain was held against. */
  readonly heads: number;
  /** Entries after the last signed head: what was cut off there, nobody can tell. */
  readonly unsigned: number;
  /** When the first of those was written, as it says itself. */
  readonly unsignedSince?: string;
  readonly tampered: readonly Tampered[];
};

export type VerifyOptions = {
  /** Public or private parts of the keys that signed, one after another; without any heads are not read, which is told by `heads: 0`. */
  readonly keys?: readonly KeyObject[];
  /** Heads kept elsewhere, beside those in the database. */
  readonly heads?: readonly string[];
};

/** Heads of this chain whose signature is by the key; what is none is told. */
const readHeads = async (
  tokens: readonly string[],
  { tenant, service }: ChainName,
  keys: readonly KeyObject[],
  tell: (found: Tampered) => void,
): Promise<readonly Head[]> => {
  const heads: Head[] = [];
  for (const token of tokens) {
    const head = await readHead(token, keys).catch(() => undefined);
    if (head === undefined) tell({ seq: 0, fault: 'a signed head is by no key that was given, or was changed' });
    else if (head.tenant === tenant && head.service === service) heads.push(head);
  }
  return heads.toSorted((one, other) => one.seq - other.seq);
};

/** Holds blocks against signed heads, one after the other. */
const against = (heads: readonly Head[]) => {
  const bySeq = Map.groupBy(heads, ({ seq }) => seq);
  let agreed = 0;
  return function* differences({ first, texts, hashes }: Block): Generator<Tampered> {
    for (const place of texts.keys()) {
      const seq = first + place;
      for (const { hash, at } of bySeq.get(seq) ?? []) {
        const here = hashes.subarray(place * hashBytes, (place + 1) * hashBytes).toString('base64url');
        if (hash === here) agreed = seq;
        else
          yield {
            seq,
            fault: `written anew: the chain is whole, and not the one that was signed at ${at}; it still was at entry ${agreed}`,
          };
      }
    }
  };
};

/** When the first entry after the last signed one was written, where that is in this block. @param before the block */
const sinceIn = (before: ChainEnd, { texts }: Block, signed: number): string | undefined =>
  before.seq <= signed ? recordOf(texts[signed - before.seq] ?? '')?.at : undefined;

const cutOff = (end: ChainEnd, last: Head | undefined): readonly Tampered[] => {
  if (last === undefined || last.seq <= end.seq) return [];
  const gone = `entries ${end.seq + 1} to ${last.seq}`;
  return [{ seq: end.seq + 1, fault: `cut off: ${gone} were there when the head was signed at ${last.at}` }];
};

/**
 * Reads a chain from its beginning and says what was changed, taken out, put in, moved or cut off, and where.
 * @throws AuditUnavailable
 */
export const verifyChain = async (
  storage: AuditStorage,
  chain: ChainName,
  { keys = [], heads: elsewhere = [] }: VerifyOptions = {},
): Promise<Verified> => {
  const tampered: Tampered[] = [];
  const tokens = keys.length === 0 ? [] : [...(await storage.heads(chain)), ...elsewhere];
  const heads = await readHeads(tokens, chain, keys, (found) => tampered.push(found));
  const differences = against(heads);
  const last = heads.at(-1);
  const signed = last?.seq ?? 0;
  let end: ChainEnd = seedOf(chain);
  let number = 0;
  let since: string | undefined;
  const verified = (): Verified => {
    const unsigned = Math.max(0, end.seq - signed);
    const unsignedSince = since === undefined ? {} : { unsignedSince: since };
    return { ...chain, entries: end.seq, heads: heads.length, unsigned, ...unsignedSince, tampered };
  };
  for await (const block of storage.blocks(chain)) {
    const checked = checkBlock(end, (number += 1), block);
    if ('fault' in checked) {
      tampered.push(checked);
      return verified();
    }
    tampered.push(...differences(block));
    since ??= sinceIn(end, block, signed);
    end = checked;
  }
  tampered.push(...cutOff(end, last));
  return verified();
};
