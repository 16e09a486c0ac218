import type { KeyObject } from 'node:crypto';
import type { AuditStorage } from './audit-storage.ts';
import { checkBlock, hashBytes, seedOf, type Block, type ChainEnd, type ChainName, type Tampered } from './chain.ts';
import { readHead, type Head } from './heads.ts';

export type Verified = ChainName & {
  readonly entries: number;
  /** Signed heads that the chain was held against. */
  readonly heads: number;
  /** Entries after the last signed head: what was cut off there, nobody can tell. */
  readonly unsigned: number;
  readonly tampered: readonly Tampered[];
};

export type VerifyOptions = {
  /** Public or private part of the key that signed; without it heads are not read, which is told by `heads: 0`. */
  readonly key?: KeyObject;
  /** Heads kept elsewhere, beside those in the database. */
  readonly heads?: readonly string[];
};

/** Heads of this chain whose signature is by the key; what is none is told. */
const readHeads = async (
  tokens: readonly string[],
  { tenant, service }: ChainName,
  key: KeyObject,
  tell: (found: Tampered) => void,
): Promise<readonly Head[]> => {
  const heads: Head[] = [];
  for (const token of tokens) {
    const head = await readHead(token, key).catch(() => undefined);
    if (head === undefined) tell({ seq: 0, fault: 'a signed head is not by this key, or was changed' });
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

/**
 * Reads a chain from its beginning and says what was changed, taken out, put in, moved or cut off, and where.
 * @throws AuditUnavailable
 */
export const verifyChain = async (
  storage: AuditStorage,
  chain: ChainName,
  { key, heads: elsewhere = [] }: VerifyOptions = {},
): Promise<Verified> => {
  const tampered: Tampered[] = [];
  const tell = (found: Tampered): void => void tampered.push(found);
  const heads =
    key === undefined ? [] : await readHeads([...(await storage.heads(chain)), ...elsewhere], chain, key, tell);
  const differences = against(heads);
  const last = heads.at(-1);
  let end: ChainEnd = seedOf(chain);
  let number = 0;
  const verified = (): Verified => {
    const unsigned = Math.max(0, end.seq - (last?.seq ?? 0));
    return { ...chain, entries: end.seq, heads: heads.length, unsigned, tampered };
  };
  for await (const block of storage.blocks(chain)) {
    const checked = checkBlock(end, (number += 1), block);
    if ('fault' in checked) {
      tell(checked);
      return verified();
    }
    for (const difference of differences(block)) tell(difference);
    end = checked;
  }
  if (last !== undefined && last.seq > end.seq)
    tell({
      seq: end.seq + 1,
      fault: `cut off: entries ${end.seq + 1} to ${last.seq} were there when the head was signed at ${last.at}`,
    });
  return verified();
};
