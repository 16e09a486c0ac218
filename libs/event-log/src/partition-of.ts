const seed = 0x9747b28c;
const mix = 0x5bd1e995;

/** MurmurHash2, 32 bit, little endian: `Utils.murmur2` of Kafka's own client, which is what kafkajs's default partitioner uses. */
const murmur2 = (data: Buffer): number => {
  let hash = seed ^ data.length;
  const whole = data.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    let block = Math.imul(data.readInt32LE(at), mix);
    block = Math.imul(block ^ (block >>> 24), mix);
    hash = Math.imul(hash, mix) ^ block;
  }
  const rest = data.length - whole;
  if (rest > 0) {
    for (let at = rest - 1; at >= 0; at -= 1) hash ^= data.readUInt8(whole + at) << (8 * at);
    hash = Math.imul(hash, mix);
  }
  hash = Math.imul(hash ^ (hash >>> 13), mix);
  return hash ^ (hash >>> 15);
};

/** The key of a stream's records: what keeps its facts in order. */
export const keyOf = (tenant: string, stream: string): string => `${tenant}|${stream}`;

/** The partition of a key: the one that kafkajs and Kafka's Java client choose. */
export const partitionOf = (key: string, partitions: number): number =>
  (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
