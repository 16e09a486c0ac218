import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mongoAuditStorage, readReceipt, signingKeyFrom } from '@telemachy/audit';
import { services } from '@telemachy/contracts';
import { mongoTombstones, sealWords } from '@telemachy/privacy';
import { aPlatform, auditText, tenant, type Platform } from '../backup/platform.fixture.ts';

jest.setTimeout(120_000);
const signing = signingKeyFrom(auditText, 'the spec');
const classes = { personId: { class: 'internal' }, note: { class: 'private-to-person', of: 'personId' } } as const;

describe('forgetting a person', () => {
  let platform: Platform;
  const person = { kind: 'person', id: randomUUID() } as const;
  const other = { kind: 'person', id: randomUUID() } as const;
  const lineOf = (id: string): string => `forget ${id} --organization ${tenant} --request hr/4711`;
  const auditedIn = async (service: string): Promise<readonly unknown[]> => {
    const texts: string[] = [];
    const storage = mongoAuditStorage(platform.installation.databaseOf(service));
    for await (const block of storage.blocks({ tenant, service })) texts.push(...block.texts);
    return texts.map((text) => JSON.parse(text) as unknown);
  };

  beforeEach(async () => {
    platform = await aPlatform();
    const vault = await platform.vault();
    await platform.start();
    for (const { id } of [person, other]) {
      const fact = { id: randomUUID(), type: 'goals.goal-set.v1', data: { personId: id, note: 'what I think' } };
      const data = JSON.stringify(await sealWords(vault, tenant, fact, classes));
      const stream = `goal-${randomUUID()}`;
      const facts = [{ id: fact.id, type: fact.type, data }];
      await platform.installation
        .databaseOf('scheduling')
        .collection('commits')
        .insertOne({ tenant, stream, versions: [1], facts });
    }
  });
  afterEach(() => platform.end());

  it('destroys the key of their words and of nobody else, says so in every service, and gives a signed receipt', async () => {
    const told = await platform.ops(lineOf(person.id));
    expect(told.holds).toBe(true);
    const { receipt, signed } = JSON.parse(told.text) as { readonly receipt: object; readonly signed: string };
    expect(receipt).toMatchObject({
      organization: tenant,
      person: person.id,
      request: 'hr/4711',
      services: { matching: 0, scheduling: 1, goals: 0, notification: 0 },
    });
    expect(await readReceipt(signed, signing)).toEqual(receipt);
    await expect(readReceipt(signed, signingKeyFrom('01'.repeat(32), 'another'))).rejects.toThrow(/signature/);

    const [gone, stays] = await (await platform.vault()).openingKeysOf(tenant, [person, other]);
    expect([gone, stays?.length]).toEqual([undefined, 32]);
    for (const service of services) {
      expect(await auditedIn(service)).toMatchObject([
        { kind: 'forgotten', details: { person: person.id, request: 'hr/4711' } },
      ]);
      const kept: unknown[] = [];
      for await (const { subject } of mongoTombstones(platform.installation.databaseOf(service)).all())
        kept.push(subject);
      expect(kept).toEqual([person]);
    }
  });

  it('again says the first day, and counts the same', async () => {
    const [one, two] = [await platform.ops(lineOf(person.id)), await platform.ops(lineOf(person.id))].map(
      ({ text }) =>
        (JSON.parse(text) as { readonly receipt: { readonly destroyedAt: string; readonly services: object } }).receipt,
    );
    expect(two?.destroyedAt).toBe(one?.destroyedAt);
    expect(two?.services).toEqual(one?.services);
  });

  it('of whom there is nobody changes nothing', async () => {
    const nobody = randomUUID();
    await expect(platform.ops(lineOf(nobody))).rejects.toThrow(`${tenant} has nobody with the id ${nobody}`);
    for (const service of services) expect(await auditedIn(service)).toEqual([]);
  });
});
