/** By name, since the driver may stand twice in one process and `instanceof` would then lie. */
const outages = new Set([
  'StoreUnavailable',
  'AuditUnavailable',
  'KeysUnavailable',
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

const maxTimeExpired = 50;

/** Whether MongoDB ended a query because it took longer than it was given (`maxTimeMS`). */
export const tookTooLong = (error: unknown): boolean =>
  error instanceof Error && error.name.startsWith('Mongo') && 'code' in error && error.code === maxTimeExpired;

/** Whether MongoDB or Kafka could not be asked, rather than answered no. */
export const isUnavailable = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  if (outages.has(error.name) || error.name.startsWith('KafkaJS')) return true;
  // The service is up before it has met its database for the first time.
  if (error.name === 'MongooseError' && error.message.includes('initial connection')) return true;
  return (
    'code' in error && typeof error.code === 'number' && error.name.startsWith('Mongo') && outageCodes.has(error.code)
  );
};
