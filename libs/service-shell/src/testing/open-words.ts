import type { Opened } from '@telemachy/contracts';
import type { Words } from '../words/words.ts';

/** Opens what was never sealed: for tests that keep facts and documents in the open. */
export const openWords: Pick<Words, 'openForPurpose'> = {
  openForPurpose: async <Doc>(_purpose: string, _occasion: object, documents: readonly Doc[]) =>
    documents as readonly Opened<Doc>[],
};
