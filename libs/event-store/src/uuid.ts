import { createHash, hash } from 'node:crypto';

const format = (bytes: Buffer, version: number): string => {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
};

/** Name-based UUID (version 5, RFC 9562 §5.5). `namespace` is a UUID. */
export const uuidV5 = (name: string, namespace: string): string =>
  format(
    createHash('sha1')
      .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
      .update(name)
      .digest(),
    5,
  );

/** UUID of the first 122 bits of a SHA-256 (version 8, RFC 9562 §5.8). */
export const uuidOfHash = (text: string): string => format(hash('sha256', text, 'buffer'), 8);
