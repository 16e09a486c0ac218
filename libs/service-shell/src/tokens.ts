/** What a service's own providers may ask the shell for. */
export const CONFIG = Symbol('config');
/** `EventStore` */
export const EVENT_STORE = Symbol('event store');
/** `EventLog` */
export const EVENT_LOG = Symbol('event log');
/** The service's own database: a `Db` of the MongoDB driver. */
export const DATABASE = Symbol('database');
/** The mongoose `Connection` behind it. */
export const CONNECTION = Symbol('connection');
/** A pino logger. */
export const LOGGER = Symbol('logger');
/** `ReadModels` */
export const READ_MODELS = Symbol('read models');
/** `People` */
export const PEOPLE = Symbol('people');
/** `Words` */
export const WORDS = Symbol('words');
/** `FileSeals` */
export const FILE_SEALS = Symbol('file seals');
