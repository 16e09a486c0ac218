import type { AuditAnswer } from '../audit/audit.ts';
import type { ListedEntry } from '../audit/list-entries.ts';
import { readAudit } from '../audit/read-audit.ts';
import { isWhole, type VerifiedChain } from '../audit/verify-audit.ts';

export type JoinedAudit =
  | {
      readonly did: 'verify';
      readonly holds: boolean;
      readonly entries: number;
      readonly chains: readonly VerifiedChain[];
    }
  | {
      readonly did: 'list';
      readonly holds: boolean;
      readonly entries: readonly ListedEntry[];
      readonly leftOut: number;
    }
  | { readonly did: 'heads'; readonly holds: boolean; readonly heads: readonly string[] };

const timeOf = (entry: ListedEntry): string => ('at' in entry ? entry.at : '');
/** Instants of one form are in the order of their texts. */
const byTime = (one: ListedEntry, other: ListedEntry): number => {
  const [before, after] = [timeOf(one), timeOf(other)];
  return before === after ? 0 : before < after ? -1 : 1;
};

const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);

/** @param asked how many services should have answered */
export const joinedAudit = (answers: readonly unknown[], asked: number, args: readonly string[]): JoinedAudit => {
  const all = answers as readonly AuditAnswer[];
  const answered = all.length === asked;
  const { does } = readAudit(args);
  switch (does) {
    case 'list': {
      const lists = all.flatMap((answer) => (answer.did === 'list' ? [answer] : []));
      const entries = lists.flatMap((list) => list.entries).toSorted(byTime);
      return { did: does, holds: answered, entries, leftOut: sum(lists.map(({ leftOut }) => leftOut)) };
    }
    case 'heads': {
      const heads = all.flatMap((answer) => (answer.did === 'heads' ? answer.heads : []));
      return { did: does, holds: answered, heads };
    }
    case 'verify': {
      const chains = all.flatMap((answer) => (answer.did === 'verify' ? answer.chains : []));
      const holds = answered && chains.every(isWhole);
      return { did: does, holds, entries: sum(chains.map(({ entries }) => entries)), chains };
    }
  }
};

const count = (value: number): string => value.toLocaleString('en');

const wordFor = (chain: VerifiedChain): string => {
  if (isWhole(chain)) return 'whole   ';
  return chain.tampered.length > 0 ? 'TAMPERED' : 'UNSIGNED';
};

const chainLines = (chain: VerifiedChain): readonly string[] => {
  const { tenant, service, entries, heads, unsigned, unsignedSince, overdue, tampered } = chain;
  const rest = unsigned === 0 ? '' : `; ${count(unsigned)} since ${unsignedSince ?? 'then'} not signed yet`;
  return [
    `${wordFor(chain)} ${`${service} ${tenant}`.padEnd(40)} ${count(entries).padStart(9)} entries, ${count(heads)} heads${rest}`,
    ...tampered.map(({ seq, fault }) => `          entry ${seq}: ${fault}`),
    ...(overdue ? ['          nobody has signed for too long: whether the end was cut off cannot be told'] : []),
  ];
};

const listedLine = (entry: ListedEntry): string => {
  const where = `${entry.service} ${entry.tenant} ${entry.seq}`;
  if ('unreadable' in entry) return `${where}: UNREADABLE: npm run ops -- audit verify`;
  const { at, kind, actor, details } = entry;
  const said = Object.entries(details).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${at} ${where} ${kind} ${actor} ${said.join(' ')}`;
};

/** For a person to read. */
export const printedAudit = (joined: JoinedAudit): string => {
  switch (joined.did) {
    case 'heads':
      return joined.heads.join('\n');
    case 'list': {
      const left = joined.leftOut === 0 ? [] : [`${count(joined.leftOut)} older ones are not shown: --limit`];
      return [...left, ...joined.entries.map(listedLine)].join('\n');
    }
    case 'verify': {
      const end = joined.holds ? 'the audit is whole' : 'the audit is NOT whole, or not all of it was read';
      return [...joined.chains.flatMap(chainLines), `${count(joined.entries)} entries; ${end}`].join('\n');
    }
  }
};
