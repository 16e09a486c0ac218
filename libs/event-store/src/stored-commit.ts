import { isSkipMark, type JsonObject } from '@telemachy/contracts';
import type { Fact, Recorded } from '@telemachy/kernel';
import { checkCommand } from './check-command.ts';
import type { Forms } from './encode-fact.ts';
import { checkedData } from './encode-fact.ts';
import { CommitRefused } from './errors.ts';
import { uncarriedIn } from './json-value.ts';
import type { AppendOptions, CommandIdentity, Commit, Done, Head, Meta, RawFact } from './port.ts';
import { uuidV5 } from './uuid.ts';

/** Facts of one append at most; the batch documents of the sequencer count them in one byte. */
export const mostFacts = 100;
/** JSON of one commit's facts, answer and metadata at most, in bytes. */
export const mostBytes = 1024 * 1024;

const longestMeta = 1000;

/** One append as it is kept: `data` and `answer` are JSON text, so that loading parses no more than is read and Kafka gets the same bytes. */
export type StoredCommit = {
  /** 24 hex digits. */
  readonly id: string;
  readonly tenant: string;
  readonly stream: string;
  /** One per fact, rising by 1. */
  readonly versions: readonly number[];
  readonly facts: readonly { readonly id: string; readonly type: string; readonly data: string }[];
  /** Where some of `facts` are skip marks: the facts that they speak of, by id. */
  readonly skips?: readonly string[];
  readonly command: CommandIdentity;
  readonly answer?: string;
  readonly meta: Meta;
  readonly recordedAt: string;
};

type Stamp = {
  readonly id: string;
  readonly recordedAt: string;
  readonly forms: Forms;
  readonly seal: SealFact | undefined;
  /** Whether the facts are skip marks, which nobody appends but the store itself. */
  readonly marks?: boolean;
};

type Checked = { readonly id: string; readonly type: string; readonly data: JsonObject };

/**
 * Puts what only its people may read out of a fact's data into boxes, before anybody keeps them; a fact that has no such words comes back at once. The store keeps and
 * gives what comes back. What it throws, the caller of `append` hears, and nothing was stored.
 */
export type SealFact = (tenant: string, fact: Checked) => JsonObject | Promise<JsonObject>;

/** @throws CommitRefused, and what sealing throws */
export const commitToStore = async (
  head: Head,
  facts: readonly Fact[],
  { command, meta, answer }: AppendOptions,
  { id, recordedAt, forms, seal, marks = false }: Stamp,
): Promise<StoredCommit> => {
  checkShape(facts, command, marks);
  checkMeta(meta);
  const uncarried = answer === undefined ? undefined : uncarriedIn(answer, 'answer');
  if (uncarried !== undefined) throw new CommitRefused('bad-value', uncarried.path, uncarried.fault, uncarried.remedy);
  const checked = facts.map((fact, index) => ({
    id: uuidV5(`${id}/${index}`, commitNamespace),
    type: fact.type,
    data: checkedData(fact, `facts[${index}]`, forms),
  }));
  const kept: { readonly id: string; readonly type: string; readonly data: string }[] = [];
  for (const fact of checked) {
    const sealed = seal?.(head.tenant, fact) ?? fact.data;
    const data = sealed instanceof Promise ? await sealed : sealed;
    kept.push({ id: fact.id, type: fact.type, data: JSON.stringify(data) });
  }
  const commit: StoredCommit = {
    id,
    tenant: head.tenant,
    stream: head.stream,
    versions: facts.map((_, index) => head.version + 1 + index),
    facts: kept,
    ...(marks ? { skips: facts.map(({ data }) => (data as { factId: string }).factId) } : {}),
    command: { id: command.id, bodyHash: command.bodyHash },
    ...(answer === undefined ? {} : { answer: JSON.stringify(answer) }),
    meta,
    recordedAt,
  };
  const bytes = sizeOf(commit);
  if (bytes > mostBytes) throw tooLarge(commit, bytes);
  return commit;
};

const tooLarge = ({ facts }: StoredCommit, bytes: number): CommitRefused => {
  const large = facts.findIndex(({ data }) => Buffer.byteLength(data) > mostBytes);
  const fault = `${bytes} bytes of JSON, more than ${mostBytes}`;
  const elsewhere = 'store the bulk elsewhere and record its hash';
  return large >= 0
    ? new CommitRefused('too-large', `facts[${large}].data`, fault, 'Store the bulk elsewhere and record its hash')
    : new CommitRefused('too-large', 'facts', fault, `Split the facts over several commands, or ${elsewhere}`);
};

/** They become headers, of which the first two are always there. */
const checkMeta = ({ correlationId, actor, causationId, traceparent }: Meta): void => {
  checkText('correlationId', correlationId);
  checkText('actor', actor);
  if (causationId !== undefined) checkText('causationId', causationId);
  if (traceparent !== undefined) checkText('traceparent', traceparent);
};

const checkText = (name: keyof Meta, value: unknown): void => {
  if (typeof value !== 'string' || value === '' || value.length > longestMeta)
    throw new CommitRefused(
      'bad-meta',
      `meta.${name}`,
      `expected a text of 1 to ${longestMeta} characters`,
      'Give the ids of the request and of who asked, as the edge makes them',
    );
};

const checkShape = (facts: readonly Fact[], command: CommandIdentity, marks: boolean): void => {
  if (facts.length === 0)
    throw new CommitRefused(
      'no-facts',
      'facts',
      'a commit needs a fact',
      'A command that changes nothing appends nothing',
    );
  if (facts.length > mostFacts)
    throw new CommitRefused(
      'too-many-facts',
      'facts',
      `${facts.length} facts, more than ${mostFacts}`,
      'Split the work into several commands, or make one fact of what belongs together',
    );
  const reserved = marks ? -1 : facts.findIndex(({ type }) => isSkipMark(type));
  if (reserved >= 0)
    throw new CommitRefused(
      'reserved-type',
      `facts[${reserved}].type`,
      `"${facts[reserved]?.type}" is written by the store alone`,
      'Ask the store to skip the fact',
    );
  checkCommand(command);
};

/** Ours alone: fact ids of other systems cannot collide with these. */
const commitNamespace = '7b0f3a4e-2f0c-5d6e-9c56-5a1d6ff1d0aa';

const sizeOf = ({ facts, answer, meta }: StoredCommit): number =>
  facts.reduce(
    (bytes, fact) => bytes + Buffer.byteLength(fact.data),
    Buffer.byteLength(answer ?? '') + Buffer.byteLength(JSON.stringify(meta)),
  );

/** A commit as far as its facts need it. */
export type CommitFacts = Pick<StoredCommit, 'id' | 'tenant' | 'stream' | 'versions' | 'facts' | 'meta' | 'recordedAt'>;

/** The facts of a commit whose first fact has this position (0: not numbered yet). */
export const rawFactsOf = (commit: CommitFacts, first: number): RawFact[] =>
  commit.facts.map(({ id, type, data }, index) => ({
    id,
    tenant: commit.tenant,
    stream: commit.stream,
    version: (commit.versions[0] ?? 1) + index,
    position: first === 0 ? 0 : first + index,
    recordedAt: commit.recordedAt,
    commit: commit.id,
    correlationId: commit.meta.correlationId,
    ...(commit.meta.causationId === undefined ? {} : { causationId: commit.meta.causationId }),
    actor: commit.meta.actor,
    ...(commit.meta.traceparent === undefined ? {} : { traceparent: commit.meta.traceparent }),
    type,
    data,
  }));

export const readCommit = (stored: StoredCommit, read: (raw: RawFact) => Recorded): Commit => ({
  id: stored.id,
  tenant: stored.tenant,
  stream: stored.stream,
  version: stored.versions.at(-1) ?? 0,
  facts: rawFactsOf(stored, 0).map(read),
  answer: stored.answer === undefined ? undefined : (JSON.parse(stored.answer) as unknown),
});

/** What the caller of a command hears that was done before. */
export const doneBefore = (stored: StoredCommit, command: CommandIdentity, read: (raw: RawFact) => Recorded): Done =>
  stored.command.bodyHash === command.bodyHash
    ? { outcome: 'repeated', commit: readCommit(stored, read) }
    : { outcome: 'command-reused' };
