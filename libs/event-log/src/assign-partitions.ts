/**
 * The name that the members of our groups agree on when they join. A broker lets nobody into a group who does not know the group's protocol, so a program of
 * another kind that uses the same group by mistake is refused, or refuses us, and never takes partitions away in silence.
 */
export const groupProtocol = 'telemachy';

/** A member of a group and what it asked for. */
export type Subscriber = { readonly memberId: string; readonly topics: readonly string[] };

/**
 * Who reads what, by member and topic: a partition goes to a member that asked for its topic, and of those to the one with the fewest so far. The
 * answer depends on nothing else, so it is the same whichever member and client computes it.
 */
export const assignPartitions = (
  members: readonly Subscriber[],
  partitionsOf: (topic: string) => number,
): ReadonlyMap<string, ReadonlyMap<string, readonly number[]>> => {
  const sorted = members.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const shares = new Map(sorted.map(({ memberId }) => [memberId, { count: 0, topics: new Map<string, number[]>() }]));
  const topics = [...new Set(sorted.flatMap((member) => member.topics))].toSorted();
  for (const topic of topics) {
    const eligible = sorted
      .filter((member) => member.topics.includes(topic))
      .flatMap(({ memberId }) => shares.get(memberId) ?? []);
    for (let partition = 0; partition < partitionsOf(topic); partition += 1) {
      const share = eligible.reduce((least, one) => (one.count < least.count ? one : least));
      share.count += 1;
      share.topics.set(topic, [...(share.topics.get(topic) ?? []), partition]);
    }
  }
  return new Map([...shares].map(([memberId, share]) => [memberId, share.topics]));
};
