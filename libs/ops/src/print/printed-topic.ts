import type { TopicAnswer } from '../topic/topic.ts';

export type RebuiltTopic = {
  /** Everybody reads and writes the new generation. */
  readonly live: boolean;
  readonly service?: string;
  readonly topic?: string;
  /** The one before, which nobody reads or writes any more. */
  readonly before?: string;
  readonly partitions?: number;
  readonly facts?: number;
  readonly factsPerSecond?: number;
  readonly resumed?: boolean;
  /** Services whose consumers have gone on, and by how many checkpoints. */
  readonly followed: Readonly<Record<string, number>>;
};

const count = (value: number): string => value.toLocaleString('en');

export const joinedTopic = (answers: readonly unknown[]): RebuiltTopic => {
  const all = answers as readonly TopicAnswer[];
  const filled = all.find((answer) => answer.did === 'fill');
  const followed = Object.fromEntries(
    all.flatMap((answer) => (answer.did === 'follow' ? [[answer.service, answer.checkpoints] as const] : [])),
  );
  const live = all.some(({ did }) => did === 'finish');
  if (filled === undefined) return { live, followed };
  const { service, topic, from: before, partitions, facts, factsPerSecond, resumed } = filled;
  return { live, service, topic, before, partitions, facts, factsPerSecond, resumed, followed };
};

/** What became of a topic that was rebuilt, for a person to read. */
export const printedTopic = (rebuilt: RebuiltTopic): string => {
  const { live, service = '', topic = '', before = '', partitions = 0, facts = 0, factsPerSecond = 0 } = rebuilt;
  if (topic === '') return '';
  const gone = rebuilt.resumed === true ? ', going on with what an earlier one had sent' : '';
  const filled = `${service}: ${topic} holds ${count(facts)} facts in ${partitions} partitions, ${count(factsPerSecond)} a second${gone}`;
  const followed = Object.entries(rebuilt.followed).map(
    ([name, moved]) => `  ${name} reads it (${count(moved)} checkpoints moved)`,
  );
  const end = live
    ? `live. Nobody reads ${before} any more: delete it when you like (kafka-topics --delete --topic ${before})`
    : `NOT finished: the same command goes on from here`;
  return [filled, ...followed, end].join('\n');
};
