/** By name, since the driver may stand twice in one process and `instanceof` would then lie. */
const outages = new Set([
  'StoreUnavailable',
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoOperationTimeoutError',
]);
/** Stepping down, shutting down, electing: https://github.com/mongodb/specifications, "retryable errors". */
const outageCodes = new Set([91, 189, 10107, 11600, 11602, 13435, 13436, 50, 262, 64]);

/** Whether the database could not be asked, rather than answered no. */
export const isUnavailable = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  if (outages.has(error.name)) return true;
  return (
    'code' in error && typeof error.code === 'number' && error.name.startsWith('Mongo') && outageCodes.has(error.code)
  );
};
