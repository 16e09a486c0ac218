import canonicalize from 'canonicalize';

/** What is written down. */
export const auditKinds = [
  'words-opened',
  'access-refused',
  'role-changed',
  'rules-changed',
  'match-run',
  'override',
  'exported',
  'key-changed',
  'break-glass',
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

/** The one text of a record: canonical JSON (RFC 8785), so that whoever has the record has the bytes that were hashed. */
export const textOf = ({ seq, at, kind, actor, details }: AuditRecord): string => {
  const text = canonicalize({ seq, at, kind, actor, details });
  if (text === undefined) throw new TypeError('an audit entry must be JSON');
  return text;
};
