/** Spreads the bits of a 32-bit integer (finalizer of MurmurHash3, A. Appleby, public domain). */
const spread = (value: number): number => {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) | 0;
};

/** A 32-bit key of an id under a seed: the lot that a person draws in this run. The same seed and id always draw the same lot. */
export const seededKey = (seed: string, id: string): number => {
  let bits = 0x811c9dc5;
  for (const text of [seed, '\u0000', id]) {
    for (let at = 0; at < text.length; at += 1) bits = Math.imul(bits ^ text.charCodeAt(at), 0x01000193);
  }
  return spread(bits);
};

/**
 * The lot of a pair: an integer from 0 to `lots` − 1 (a power of two, at most 1024) made of both people's keys. High lots are rare, each octave half as
 * frequent as the one below: however many pairs are equally good, the best lots among them differ, which the solver needs to decide quickly.
 */
export const pairLot = (menteeKey: number, mentorKey: number, lots: number): number => {
  const bits = spread(menteeKey + Math.imul(mentorKey, 0x9e3779b1)) | 1;
  const octave = Math.clz32(bits);
  const within = ~((bits << octave) >>> 26) & 31;
  return ((octave << 5) | within) >>> (Math.clz32(lots) - 21);
};

/** Ids in the order of their lots, so that no later tie is settled by the order of rows in a file. */
export const byLot = <Item extends { readonly id: string }>(items: readonly Item[], seed: string): Item[] =>
  items
    .map((item) => ({ item, key: seededKey(seed, item.id) }))
    .sort((a, b) => a.key - b.key || (a.item.id < b.item.id ? -1 : 1))
    .map(({ item }) => item);
