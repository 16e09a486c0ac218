import type { Worker } from '@telemachy/service-shell';
import type { Db } from 'mongodb';
import { prepareRowKeys } from './row-keys.ts';
import { prepareUploads } from './upload-store.ts';

/** Has the database forget, a week later, raw files and row keys whose import never ended or was never asked for. */
export const keptFilesWorker = (database: Db): Worker => ({
  name: 'kept-files',
  start: async () => {
    await prepareUploads(database);
    await prepareRowKeys(database);
  },
  stop: async () => {},
});
