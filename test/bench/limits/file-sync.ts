import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file that is written at its end and synced: where the servers' own data lies when `npm run bench` starts them. */
export const syncsOfFile = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'telemachy-bench-'));
  const file = await open(join(folder, 'synced'), 'w');
  const block = Buffer.alloc(4096, 1);
  return {
    act: async () => {
      await file.write(block);
      await file.datasync();
    },
    close: async () => {
      await file.close();
      await rm(folder, { recursive: true });
    },
  };
};
