import { auditKinds, type AuditKind } from '@telemachy/audit';
import { readBound } from '../bounds.ts';
import { readOptions } from '../read-options.ts';

/** Which entries are shown; all that fit. */
export type EntryFilter = {
  readonly kind?: AuditKind;
  readonly operation?: string;
  readonly outcome?: 'allowed' | 'refused';
  readonly actor?: string;
  /** In ms since 1970, both included. */
  readonly from?: number;
  readonly to?: number;
};

export type AuditAsked =
  /** @param keys and heads: files */
  | {
      readonly does: 'verify';
      readonly tenant?: string;
      readonly keys: readonly string[];
      readonly heads: readonly string[];
    }
  | { readonly does: 'list'; readonly tenant?: string; readonly filter: EntryFilter; readonly limit: number }
  | { readonly does: 'heads'; readonly tenant?: string };

const options = {
  tenant: { type: 'string' },
  key: { type: 'string', multiple: true },
  heads: { type: 'string', multiple: true },
  kind: { type: 'string' },
  operation: { type: 'string' },
  outcome: { type: 'string' },
  actor: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  /** 100 unless told. */
  limit: { type: 'string' },
} as const;
type Option = keyof typeof options;

/** What each understands besides `--tenant`. */
const understood: Readonly<Record<AuditAsked['does'], readonly Option[]>> = {
  verify: ['key', 'heads'],
  list: ['kind', 'operation', 'outcome', 'actor', 'from', 'to', 'limit'],
  heads: [],
};
const isAsked = (word: string | undefined): word is AuditAsked['does'] =>
  word !== undefined && Object.hasOwn(understood, word);

const oneOf = <Word extends string>(option: Option, words: readonly Word[], said: string | undefined) => {
  if (said === undefined) return {};
  const word = words.find((one) => one === said);
  if (word === undefined) throw new Error(`--${option} takes ${words.join(', ')}, not "${said}"`);
  return { [option]: word };
};
const instant = (option: 'from' | 'to', said: string | undefined) => {
  if (said === undefined) return {};
  const bound = readBound(option, said);
  if (bound.kind === 'position')
    throw new Error(`--${option} takes an instant such as 2027-03-20T15:00:00Z, not "${said}"`);
  return { [option]: bound.ms };
};
const limitOf = (said: string): number => {
  const limit = Number(said);
  if (Number.isSafeInteger(limit) && limit >= 1) return limit;
  throw new Error(`--limit takes a whole number from 1, not "${said}"`);
};

type Values = ReturnType<typeof readOptions<typeof options>>['values'];

const filterOf = ({ kind, operation, outcome, actor, from, to }: Values): EntryFilter => ({
  ...oneOf('kind', auditKinds, kind),
  ...oneOf('outcome', ['allowed', 'refused'], outcome),
  ...(operation === undefined ? {} : { operation }),
  ...(actor === undefined ? {} : { actor }),
  ...instant('from', from),
  ...instant('to', to),
});

/** @throws Error naming an option of another one */
const refuseForeign = (does: AuditAsked['does'], values: Values): void => {
  const foreign = Object.keys(values).find((name) => !['json', 'tenant', ...understood[does]].includes(name));
  if (foreign !== undefined) throw new Error(`audit ${does} does not take --${foreign}`);
};

/** @throws Error naming what does not do */
export const readAudit = (args: readonly string[]): AuditAsked => {
  const { values, positionals } = readOptions('audit', args, options);
  const [does, more] = positionals;
  if (!isAsked(does)) throw new Error(`audit takes verify, list or heads, not "${does ?? ''}"`);
  if (more !== undefined) throw new Error(`audit ${does} takes no more than a service, not "${more}"`);
  refuseForeign(does, values);
  const whose = values.tenant === undefined ? {} : { tenant: values.tenant };
  switch (does) {
    case 'verify':
      return { does, ...whose, keys: values.key ?? [], heads: values.heads ?? [] };
    case 'heads':
      return { does, ...whose };
    case 'list':
      return { does, ...whose, filter: filterOf(values), limit: limitOf(values.limit ?? '100') };
  }
};
