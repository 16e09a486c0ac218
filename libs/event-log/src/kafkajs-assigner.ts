import { AssignerProtocol } from 'kafkajs';
import type { PartitionAssigner } from 'kafkajs';
import { assignPartitions, groupProtocol } from './assign-partitions.ts';

const { MemberAssignment, MemberMetadata } = AssignerProtocol;
const version = 0;
const userData = Buffer.alloc(0);

/** Our own sharing for kafkajs, whose built-in one gives a member topics that it never asked for. */
export const kafkajsAssigner: PartitionAssigner = ({ cluster }) => ({
  name: groupProtocol,
  version,
  assign: async ({ members }) => {
    const subscribers = members.map(({ memberId, memberMetadata }) => ({
      memberId,
      topics: MemberMetadata.decode(memberMetadata)?.topics ?? [],
    }));
    // Members of another release may hear topics that this one does not know of.
    await cluster.addMultipleTargetTopics([...new Set(subscribers.flatMap(({ topics }) => topics))]);
    const shares = assignPartitions(subscribers, (topic) => cluster.findTopicPartitionMetadata(topic).length);
    return [...shares].map(([memberId, topics]) => ({
      memberId,
      memberAssignment: MemberAssignment.encode({
        version,
        assignment: Object.fromEntries([...topics].map(([topic, partitions]) => [topic, [...partitions]])),
        userData,
      }),
    }));
  },
  protocol: ({ topics }) => ({ name: groupProtocol, metadata: MemberMetadata.encode({ version, topics, userData }) }),
});
