import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { mongoAuditStorage, signingKeyFrom, signReceipt, type ForgetReceipt } from '@telemachy/audit';
import { mongoTombstones, rememberedMs, type Subject } from '@telemachy/privacy';
import type { Db } from 'mongodb';
import type { AuditKeySettings } from '../audit/audit-keys.ts';
import { operatorAudit, operatorName } from '../audit/operator-audit.ts';
import type { Installation } from '../installation.ts';
import type { Registration } from '../registration.ts';
import type { ForgetAsked, ForgetStep } from './read-forget.ts';

export type ForgetAnswer =
  | { readonly did: 'check'; readonly askedAt: string }
  /** Facts of the service that hold words of this person. */
  | { readonly did: 'record'; readonly service: string; readonly facts: number }
  | { readonly did: 'destroy'; readonly receipt: ForgetReceipt; readonly signed: string };

/** What a step is told of those before. */
export type ForgetTold = {
  readonly services: readonly string[];
  readonly askedAt?: string;
  readonly facts?: Readonly<Record<string, number>>;
};

type Whole = Pick<Installation, 'databaseOf' | 'keys' | 'auditKey'>;

const signingKey = async ({ TELEMACHY_AUDIT_KEY: key, TELEMACHY_AUDIT_KEY_FILE: file }: AuditKeySettings) => {
  if (key) return signingKeyFrom(key, 'TELEMACHY_AUDIT_KEY');
  if (file) return signingKeyFrom(await readFile(file, 'utf8'), file);
  throw new Error('set TELEMACHY_AUDIT_KEY_FILE or TELEMACHY_AUDIT_KEY: the receipt is signed by the key of the audit');
};

/** Before anything is done: the keys open, the receipt can be signed, and there is such a person. @throws Error with what to do */
const check = async (
  { databaseOf, keys, auditKey }: Whole,
  { person, organization }: ForgetAsked,
  services: readonly string[],
): Promise<void> => {
  await signingKey(auditKey);
  const { storage } = await keys();
  const [known] = await storage.subjectsOf(organization, [{ kind: 'person', id: person }]);
  if (known !== undefined) return;
  for (const service of services) {
    const stream = { tenant: organization, stream: `person-${person}` };
    if ((await databaseOf(service).collection('commits').findOne(stream)) !== null) return;
  }
  throw new Error(`${organization} has nobody with the id ${person}: look it up in matching, nothing was changed`);
};

/** Facts with a box of this person's: as their JSON says it, which holds nobody's words in the clear. */
const factsOf = async (db: Db, { person, organization: tenant }: ForgetAsked): Promise<number> => {
  const said = { $gte: [{ $indexOfBytes: ['$facts.data', JSON.stringify({ of: person }).slice(1, -1)] }, 0] };
  const [found] = await db
    .collection('commits')
    .aggregate<{ facts: number }>([
      { $match: { tenant } },
      { $unwind: '$facts' },
      { $match: { $expr: said } },
      { $count: 'facts' },
    ])
    .toArray();
  return found?.facts ?? 0;
};

/** Says it in the audit of a service and in its ledger: from then on it is decided, and a service that starts destroys the key where this command was killed. */
const record = async (
  service: string,
  { databaseOf }: Whole,
  asked: ForgetAsked,
  askedAt: Date,
): Promise<ForgetAnswer> => {
  const { person, organization, request } = asked;
  const db = databaseOf(service);
  const audit = operatorAudit(service, mongoAuditStorage(db));
  await audit.record(organization, { kind: 'forgotten', details: { operation: 'forget', person, request } });
  const subject: Subject = { kind: 'person', id: person };
  await mongoTombstones(db).add([{ tenant: organization, subject, destroyedAt: askedAt }]);
  return { did: 'record', service, facts: await factsOf(db, asked) };
};

const destroy = async (
  { keys, auditKey }: Whole,
  { person, organization, request }: ForgetAsked,
  { askedAt, facts }: { readonly askedAt: Date; readonly facts: Readonly<Record<string, number>> },
): Promise<ForgetAnswer> => {
  const { vault } = await keys();
  const destroyedAt = await vault.destroy(organization, { kind: 'person', id: person }, askedAt);
  const receipt: ForgetReceipt = {
    organization,
    person,
    request,
    askedAt: askedAt.toISOString(),
    destroyedAt: destroyedAt.toISOString(),
    closedFrom: new Date(Date.now() + rememberedMs).toISOString(),
    by: operatorName(),
    services: facts,
  };
  return { did: 'destroy', receipt, signed: await signReceipt(receipt, await signingKey(auditKey)) };
};

/** One step of forgetting a person; each may be repeated, and the first day stays. */
export const forget = async (
  { service: { name } }: Pick<Registration, 'service'>,
  installation: Whole,
  asked: ForgetStep & ForgetAsked,
  input: AsyncIterable<Buffer | string>,
): Promise<ForgetAnswer> => {
  const { services, askedAt, facts = {} } = JSON.parse(await text(input)) as ForgetTold;
  if (asked.does === 'check') {
    await check(installation, asked, services);
    return { did: 'check', askedAt: new Date().toISOString() };
  }
  if (askedAt === undefined) throw new Error('forget check comes first');
  return asked.does === 'record'
    ? record(name, installation, asked, new Date(askedAt))
    : destroy(installation, asked, { askedAt: new Date(askedAt), facts });
};
