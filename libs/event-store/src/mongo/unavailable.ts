import {
  MongoClientClosedError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from 'mongodb';
import { StoreUnavailable } from '../errors.ts';

/** Server errors that say "not now", by code. Source: MongoDB's error_codes.yml. */
const notNow = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  24, // LockTimeout
  50, // MaxTimeMSExpired
  64, // WriteConcernTimeout
  79, // UnknownReplWriteConcern: a set that is being initiated
  89, // NetworkTimeout
  91, // ShutdownInProgress
  100, // UnsatisfiableWriteConcern
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  262, // ExceededTimeLimit
  9001, // SocketException
  10_107, // NotWritablePrimary
  11_600, // InterruptedAtShutdown
  11_602, // InterruptedDueToReplStateChange
  13_435, // NotPrimaryNoSecondaryOk
  13_436, // NotPrimaryOrSecondary
  14_031, // OutOfDiskSpace
]);

/** Labels by which the driver says: not now, or unknown. */
const unsettled = ['RetryableWriteError', 'TransientTransactionError', 'UnknownTransactionCommitResult'];

const isOutage = (error: unknown): error is Error =>
  error instanceof MongoNetworkError ||
  error instanceof MongoServerSelectionError ||
  error instanceof MongoNotConnectedError ||
  error instanceof MongoTopologyClosedError ||
  error instanceof MongoWriteConcernError ||
  (error instanceof MongoServerError && notNow.has(Number(error.code))) ||
  error instanceof MongoOperationTimeoutError ||
  error instanceof MongoClientClosedError ||
  // Connection pool cleared or closed under us: subclasses that the driver does not export all of.
  (error instanceof MongoError &&
    (unsettled.some((label) => error.hasErrorLabel(label)) || error.name.startsWith('MongoPool')));

/** What the caller hears of a driver's error. */
export const translated = (error: unknown): unknown =>
  isOutage(error) ? new StoreUnavailable(error.message, { cause: error }) : error;

/** Longest that a caller waits for the database, in ms. The driver alone would wait for a server that hangs. */
const patienceMs = 15_000;

/** Runs it and translates its errors. @throws StoreUnavailable also when there is no answer in time; the work may still be done then. */
export const reaching = async <Answer>(work: () => Promise<Answer>, ms = patienceMs): Promise<Answer> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreUnavailable(`no answer in ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work(), tooLate]);
  } catch (error) {
    throw translated(error);
  } finally {
    clearTimeout(timer);
  }
};
