import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@telemachy/contracts';
import type { SealFact } from '@telemachy/event-store';
import type { Fact } from '@telemachy/kernel';
import {
  gatesOf,
  masterKeyFrom,
  memoryKeyStorage,
  openKeyVault,
  type KeyVault,
  type Opening,
  type Purposes,
} from '@telemachy/privacy';
import { fileSeals, type FileSeals } from '../words/file-seals.ts';
import { sealFacts } from '../words/seal-facts.ts';
import { Words } from '../words/words.ts';

/** The key by which tests wrap. */
export const testMasterKey = '7'.repeat(64);

/** Keys, seals and gates as a service has them, without databases. */
export type WordsInMemory = {
  readonly vault: KeyVault;
  readonly seal: SealFact;
  readonly words: Words;
  readonly files: FileSeals;
  /** A fact as the store keeps it. */
  readonly stored: (fact: Fact) => Promise<Fact>;
  /** What was written down. */
  readonly openings: readonly Opening[];
};

/** @param purposes what the service under test opens for purposes of its own */
export const wordsInMemory = async (purposes: Purposes = {}): Promise<WordsInMemory> => {
  const masters = [masterKeyFrom(testMasterKey, 'the test')] as const;
  const vault = await openKeyVault({ storage: memoryKeyStorage(), masters });
  const openings: Opening[] = [];
  const log = { opened: async (opening: Opening) => void openings.push(opening) };
  const words = new Words(gatesOf({ service: 'test', vault, log, purposes }));
  const seal = sealFacts(vault);
  const stored = async ({ type, data }: Fact): Promise<Fact> => ({
    type,
    data: await seal('acme', { id: randomUUID(), type, data: data as JsonObject }),
  });
  return { vault, seal, words, files: fileSeals(vault), stored, openings };
};
