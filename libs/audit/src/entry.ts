import canonicalize from 'canonicalize';

/**
 * What is written down. `private-…` and `personal-…`: a decision on access to data of these classes, allowed or refused; who was allowed as what saw as much of
 * it as the service's views give to such a one. `words-opened`: boxes that were really unsealed. `token-refused`: somebody who may not act any more asked, for whatever.
 */
export const auditKinds = [
  'private-read',
  'private-written',
  'personal-read',
  'personal-written',
  'words-opened',
  'role-changed',
  'rules-changed',
  'match-run',
  'override',
  'exported',
  'key-changed',
  'restored',
  'forgotten',
  'break-glass',
  'token-refused',
] as const;
export type AuditKind = (typeof auditKinds)[number];

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Something that was done, in codes, ids and counts alone: an entry holds no word of anybody. */
export type AuditEntry = {
  readonly kind: AuditKind;
  /** Pseudonym of who did it, or `<word>:<name>` of what did, as in facts. */
  readonly actor: string;
  readonly details: Readonly<Record<string, Json>>;
};

/** An entry at its place. */
export type AuditRecord = AuditEntry & {
  /** 1 for the first of its chain. */
  readonly seq: number;
  /** RFC 3339 instant. */
  readonly at: string;
};

/** The record that a text says; nothing where somebody made it none. */
export const recordOf = (text: string): AuditRecord | undefined => {
  try {
    return JSON.parse(text) as AuditRecord;
  } catch {
    return undefined;
  }
};

/** The one text of a record: canonical JSON (RFC 8785), so that whoever has the record has the bytes that were hashed. */
export const textOf = ({ seq, at, kind, actor, details }: AuditRecord): string => {
  const text = canonicalize({ seq, at, kind, actor, details });
  if (text === undefined) throw new TypeError('an audit entry must be JSON');
  return text;
};
