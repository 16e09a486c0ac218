import { isIPv6 } from 'node:net';

const groups = 8;
/** Of an IPv6 address: whoever is given one is given all that begin alike. */
const groupsOfNetwork = 4;

const expanded = (address: string): readonly string[] => {
  const [head = '', tail] = address.split('::');
  const partsOf = (text: string | undefined) => (text === undefined || text === '' ? [] : text.split(':'));
  const [before, after] = [partsOf(head), partsOf(tail)];
  const zeros = Array.from({ length: Math.max(0, groups - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after];
};

/** Who counts as one address: an IPv4 address itself, the first 64 bits of an IPv6 one. */
export const networkOf = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  return expanded(address)
    .slice(0, groupsOfNetwork)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
};
