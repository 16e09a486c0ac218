import type { ImportId } from '@telemachy/contracts';
import type { ImportFact } from '@telemachy/contracts/matching';
import type { Process } from '@telemachy/kernel';

export type FileWork =
  | { readonly type: 'take-in-rows'; readonly importId: ImportId }
  | { readonly type: 'forget-upload'; readonly importId: ImportId }
  /** Taking its rows in was given up. */
  | { readonly type: 'fail'; readonly importId: ImportId };

/** Takes a requested file in, stretch after stretch, and forgets the raw file when the import has ended. A crash costs the stretch it hit. */
export const takeInFiles: Process<Readonly<Record<string, never>>, ImportFact, FileWork> = {
  name: 'take-in-files',
  version: 1,
  hears: [
    'matching.import-requested.v1',
    'matching.import-rows-accepted.v1',
    'matching.import-completed.v1',
    'matching.import-failed.v1',
  ],
  correlate: ({ event }) => event.data.importId,
  initial: {},
  react: ({ event }) => {
    const { importId } = event.data;
    switch (event.type) {
      case 'matching.import-requested.v1':
      case 'matching.import-rows-accepted.v1':
        return [{ kind: 'command', command: { type: 'take-in-rows', importId } }];
      case 'matching.import-completed.v1':
      case 'matching.import-failed.v1':
        return [{ kind: 'command', command: { type: 'forget-upload', importId } }];
    }
  },
  evolve: (state) => state,
  whenGivenUp: ({ type, importId }) => (type === 'take-in-rows' ? { type: 'fail', importId } : undefined),
};
