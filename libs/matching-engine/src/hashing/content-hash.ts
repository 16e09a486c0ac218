import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** SHA-256 (64 hex digits) over the canonical JSON (RFC 8785) of a value: equal content, equal hash, whatever the order of its keys. */
export const contentHash = (value: unknown): string =>
  createHash('sha256')
    .update(canonicalize(value) ?? 'undefined')
    .digest('hex');
