import { setTimeout as pause } from 'node:timers/promises';
import { TopicMissing } from './port.ts';

/** What the clients and the brokers call it: the protocol's names of errors, wherever the clients put them. */
export const namesOf = (error: unknown, depth = 0): readonly string[] => {
  if (typeof error !== 'object' || error === null || depth > 8) return [];
  const { type, apiId, cause, errors, originalError, message } = error as Readonly<Record<string, unknown>>;
  // @platformatic/kafka has words of its own for one of them.
  const unknownTopic = typeof message === 'string' && message.startsWith('Unknown topic ');
  const own = [type, apiId, unknownTopic ? 'UNKNOWN_TOPIC_OR_PARTITION' : undefined].filter(
    (name): name is string => typeof name === 'string',
  );
  const inner = [cause, originalError, ...(Array.isArray(errors) ? (errors as readonly unknown[]) : [])];
  return [...own, ...inner.flatMap((one) => namesOf(one, depth + 1))];
};

/** Brokers and clients say so when a topic is not there, or not yet. */
export const isMissingTopic = (error: unknown): boolean =>
  error instanceof TopicMissing || isNamed(error, 'UNKNOWN_TOPIC_OR_PARTITION');

export const isNamed = (error: unknown, name: string): boolean => namesOf(error).includes(name);

/** A partition's leader is not chosen yet, or another broker than the one that was asked. */
const isLeaderless = (error: unknown): boolean =>
  ['NOT_LEADER_FOR_PARTITION', 'NOT_LEADER_OR_FOLLOWER', 'LEADER_NOT_AVAILABLE'].some((name) => isNamed(error, name));

/**
 * Asks what only leaders of partitions answer, again while there is none: brokers say who leads a little before that one knows.
 * @throws what was answered last, after 50 tries; anything else at once
 */
export const askLeaders = async <Answer>(ask: () => Promise<Answer>, waitMs = 100): Promise<Answer> => {
  for (let tries = 1; ; tries += 1)
    try {
      return await ask();
    } catch (error) {
      if (tries >= 50 || !isLeaderless(error)) throw error;
      await pause(waitMs);
    }
};

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

export type Where = {
  readonly group: string;
  readonly topics: readonly string[];
  readonly brokers: readonly string[];
  readonly partitionsOf: (topic: string) => Promise<number>;
};

/** Neither client says which of a consumer's topics is missing. */
const missingOf = async ({ topics, partitionsOf }: Where): Promise<string> => {
  const asked = await Promise.all(
    topics.map((topic) =>
      partitionsOf(topic).then(
        () => [],
        (error: unknown) => (error instanceof TopicMissing ? [topic] : []),
      ),
    ),
  );
  const missing = asked.flat();
  return (missing.length > 0 ? missing : topics).join(', ');
};

/** Why a consumer cannot go on, in words that name what to do, where it is known. */
export const explained = async (error: unknown, where: Where): Promise<Error> => {
  const { group, brokers } = where;
  if (error instanceof TopicMissing || error instanceof PlaceTaken) return error;
  const names = namesOf(error);
  if (names.includes('INCONSISTENT_GROUP_PROTOCOL')) return new GroupTaken(group, error);
  if (isMissingTopic(error)) return new TopicMissing(await missingOf(where));
  const denied = names.find((name) => name.endsWith('_AUTHORIZATION_FAILED'));
  if (denied !== undefined)
    return new Error(`Kafka does not let us read (${denied}): grant us the group ${group} and its topics`, {
      cause: error,
    });
  const reason = reasonOf(error);
  const refused = /ECONN|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|[Cc]onnect|timed out|network/.test(reason);
  return new Error(refused ? `no broker of ${brokers.join(', ')} answers: ${reason}` : reason, { cause: error });
};
