import type { Planted } from '../../planting.ts';

/** A place in the product's own code, as it is built, at which a service can be made to kill itself. */
export type CrashPoint = Planted & {
  /** What has happened by then, and what has not. */
  readonly when: string;
};

const here = (name: string): string => `globalThis.chaosPoint('${name}');`;

/** Before `line`. */
const before = (name: string, when: string, file: string, line: string): CrashPoint => ({
  when,
  file,
  replace: line,
  by: `${here(name)} ${line}`,
});
/** After `line`, which is a whole statement. */
const after = (name: string, when: string, file: string, line: string): CrashPoint => ({
  when,
  file,
  replace: line,
  by: `${line} ${here(name)}`,
});

/** Planted while a service loads; what is released holds none of them. */
export const crashPoints = {
  'append.afterCommit': before(
    'append.afterCommit',
    'facts are committed; nobody was answered, nothing is numbered or published',
    'libs/event-store/dist/mongo/insert-commits.js',
    "const errors = (reply['writeErrors'] ?? []);",
  ),
  'outbox.afterCommit': before(
    'outbox.afterCommit',
    'facts are committed and numbered; Kafka has seen nothing of them',
    'libs/event-log/dist/publisher.js',
    'const sending = log.produce(topic, records);',
  ),
  'outbox.afterAck': after(
    'outbox.afterAck',
    'Kafka has acknowledged; that it did is not kept yet',
    'libs/event-log/dist/publisher.js',
    'await sending;',
  ),
  'consumer.beforeCheckpoint': before(
    'consumer.beforeCheckpoint',
    'the read model is written in a transaction that is not committed; its checkpoint is not',
    'libs/projections/dist/projection-step.js',
    'await unit.moveCheckpoint(key, from, to);',
  ),
  'consumer.afterProject': before(
    'consumer.afterProject',
    'the read model and its checkpoint are written; Kafka has heard no offset',
    'libs/projections/dist/projection-step.js',
    'const count = (streams) =>',
  ),
  'process.afterDispatch': after(
    'process.afterDispatch',
    'the command of a process is carried out; that it was is not kept yet',
    'libs/processes/dist/reactions.js',
    'const done = await dispatch(reaction.command, identity, meta, tenant);',
  ),
} as const satisfies Readonly<Record<string, CrashPoint>>;

export type CrashPointName = keyof typeof crashPoints;
