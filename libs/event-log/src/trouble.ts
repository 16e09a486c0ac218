import { TopicMissing } from './port.ts';

/** What the clients and the brokers call it: the protocol's names of errors, wherever the clients put them. */
export const namesOf = (error: unknown, depth = 0): readonly string[] => {
  if (typeof error !== 'object' || error === null || depth > 8) return [];
  const { type, apiId, cause, errors, originalError } = error as Readonly<Record<string, unknown>>;
  const own = [type, apiId].filter((name): name is string => typeof name === 'string');
  const inner = [cause, originalError, ...(Array.isArray(errors) ? (errors as readonly unknown[]) : [])];
  return [...own, ...inner.flatMap((one) => namesOf(one, depth + 1))];
};

export const isNamed = (error: unknown, name: string): boolean => namesOf(error).includes(name);

/** Of several reasons the innermost, which is the cause. */
const reasonOf = (error: unknown): string => {
  const { errors, cause, message } = error as {
    readonly errors?: readonly unknown[];
    readonly cause?: unknown;
    readonly message?: string;
  };
  const inner = errors?.at(-1) ?? cause;
  return inner instanceof Error ? reasonOf(inner) : (message ?? String(error));
};

/** The group belongs to somebody who shares partitions by other rules: another program, or an old release. */
export class GroupTaken extends Error {
  override readonly name = 'GroupTaken';
  constructor(group: string, cause?: unknown) {
    super(
      `the consumer group ${group} is in use by a program of another kind: stop that program, or give it a group of its own ` +
        `(kafka-consumer-groups --describe --group ${group} --members names its host); nothing is lost meanwhile`,
      { cause },
    );
  }
}

/** Another process holds the same place in the group. */
export class PlaceTaken extends Error {
  override readonly name = 'PlaceTaken';
  constructor(group: string, instance: string, cause?: unknown) {
    super(
      `another process took the place ${instance} in the consumer group ${group}: give each process a TELEMACHY_INSTANCE of its own; ` +
        'this one goes on without a fixed place',
      { cause },
    );
  }
}

/** Why a consumer cannot go on, in words that name what to do, where it is known. */
export const explained = (error: unknown, group: string, brokers: readonly string[]): Error => {
  const names = namesOf(error);
  if (names.includes('INCONSISTENT_GROUP_PROTOCOL')) return new GroupTaken(group, error);
  if (names.some((name) => name.endsWith('_AUTHORIZATION_FAILED')))
    return new Error(
      `Kafka does not let this service read (${names.join(', ')}): grant it the group ${group} and its topics`,
      { cause: error },
    );
  if (error instanceof TopicMissing) return error;
  const reason = reasonOf(error);
  const refused = /ECONN|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|[Cc]onnection|timed out/.test(reason);
  return refused
    ? new Error(`no broker of ${brokers.join(', ')} answers: ${reason}`, { cause: error })
    : new Error(reason, { cause: error });
};
