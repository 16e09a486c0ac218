import { BSON, MongoError, type MongoServerError } from 'mongodb';
import { StoreFailed } from '../errors.ts';
import { translated } from './unavailable.ts';

/** What to do about an answer of the server, by code. Source of the codes: MongoDB's error_codes.yml. */
const remedies: ReadonlyMap<number, string> = new Map([
  [2, 'Start the service of this release once, which makes the indexes that it reads by'],
  [13, 'Give the user of MONGODB_URI the role readWrite on the service’s own database'],
  [18, 'Correct the user or the password in MONGODB_URI'],
  [26, 'Start the service of this release once, which makes the collections'],
  [
    121,
    'The document does not fit the validator of its collection: start the service of this release once; if it stays, report it as a bug',
  ],
  [
    239,
    'The moment that was read is gone from the server’s history: ask again, or raise minSnapshotHistoryWindowInSeconds',
  ],
  [
    246,
    'The moment that was read is gone from the server’s history: ask again, or raise minSnapshotHistoryWindowInSeconds',
  ],
]);

const isOfDriver = (error: unknown): error is Error =>
  error instanceof MongoError || (error instanceof Error && BSON.BSONError.isBSONError(error));

/** What a caller of the store hears of any error: one of the store's own, never the driver's. What is no driver's error is a bug, and passes. */
export const neverRaw = (error: unknown): unknown => {
  const known = translated(error);
  if (!isOfDriver(known)) return known;
  const { code, codeName } = known as Partial<MongoServerError>;
  const named = code === undefined ? known.name : `${codeName ?? known.name}, code ${code}`;
  return new StoreFailed(`${known.message} (${named})`, remedies.get(Number(code)), { cause: known });
};

/** Runs it, however long that takes. @throws the store's own errors alone */
export const typed = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await work();
  } catch (error) {
    throw neverRaw(error);
  }
};
