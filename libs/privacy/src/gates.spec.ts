import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Box } from '@telemachy/contracts';
import { seal, subjectOf, type Belonging } from './box.ts';
import { KeysUnavailable, NotGranted } from './errors.ts';
import { gatesOf, type Gates, type Opening, type Party } from './gates.ts';
import { openKeyVault, type KeyVault } from './key-vault.ts';
import { masterKeyFrom } from './master-key.ts';
import { memoryKeyStorage } from './memory-key-storage.ts';
import { newKey } from './wrap.ts';

const tenant = 'acme';
const mentee: Party = { tenant, actor: 'a1', person: 'p1', mentorships: ['m1', 'm2'], operation: 'read-goals' };

describe('the gates', () => {
  let vault: KeyVault;
  let written: Opening[];
  let gates: Gates<'deliver-message'>;
  const boxed = async (more: Partial<Belonging>, said: string): Promise<Box<string>> => {
    const belongs = { class: 'private-to-mentorship', of: 'm1', fact: 'f1', type: 'x.y.v1', ...more } as const;
    return seal(await vault.sealingKeyOf(tenant, subjectOf(belongs)), tenant, belongs, said);
  };
  const gatesOn = (
    log = async (opening: Opening): Promise<void> => void written.push(opening),
    keys: Pick<KeyVault, 'openingKeysOf'> = vault,
  ) => gatesOf({ service: 'goals', vault: keys, log: { opened: log }, purposes: { 'deliver-message': ['personal'] } });

  beforeEach(async () => {
    written = [];
    const masters = [masterKeyFrom(newKey().toString('hex'), 'the spec')] as const;
    vault = await openKeyVault({ storage: memoryKeyStorage(), masters });
    gates = gatesOn();
  });

  it('open a party’s own words and those of its mentorships, in order, and write down whose, once', async () => {
    const boxes = [
      await boxed({ of: 'm2' }, 'two'),
      await boxed({ class: 'private-to-person', of: 'p1' }, 'own'),
      await boxed({ of: 'm2', fact: 'f2' }, 'two again'),
    ];
    const opened = await gates.forParty(mentee, boxes);
    expect(opened).toEqual(['two', 'own', 'two again'].map((words) => ({ open: true, words })));
    expect(written).toEqual([
      {
        tenant,
        service: 'goals',
        operation: 'read-goals',
        gate: { for: 'party', actor: 'a1' },
        subjects: [
          { kind: 'mentorship', id: 'm2' },
          { kind: 'person', id: 'p1' },
        ],
        boxes: 3,
      },
    ]);
  });

  it.each<[string, Partial<Belonging>]>([
    ['another mentorship', { of: 'm3' }],
    ['another person', { class: 'private-to-person', of: 'p2' }],
    ['personal words of another', { class: 'personal', of: 'p2' }],
    // Ids of one kind must not pass for the other.
    ['a person called as a mentorship', { class: 'personal', of: 'm1' }],
  ])('open nothing at all to a party where %s is asked for too', async (_, other) => {
    const boxes = [await boxed({}, 'mine'), await boxed(other, 'theirs')];
    await expect(gates.forParty(mentee, boxes)).rejects.toThrow(NotGranted);
    expect(written).toEqual([]);
  });

  it('open for a purpose what it needs, and never what two people say to each other', async () => {
    const address = await boxed({ class: 'personal', of: 'p9' }, 'ada@acme.example');
    const where = { tenant, operation: 'send-mail' };
    expect(await gates.forPurpose('deliver-message', where, [address])).toEqual([
      { open: true, words: 'ada@acme.example' },
    ]);
    expect(written[0]).toMatchObject({ gate: { for: 'purpose', purpose: 'deliver-message' }, operation: 'send-mail' });
    for (const other of [await boxed({}, 'between us'), await boxed({ class: 'private-to-person', of: 'p9' }, 'mine')])
      await expect(gates.forPurpose('deliver-message', where, [address, other])).rejects.toThrow(NotGranted);
    expect(written).toHaveLength(1);
  });

  it('say which words are forgotten, and give the others', async () => {
    const boxes = [await boxed({ of: 'm1' }, 'gone'), await boxed({ of: 'm2' }, 'there')];
    await vault.destroy(tenant, { kind: 'mentorship', id: 'm1' }, new Date('2027-03-10'));
    expect(await gates.forParty(mentee, boxes)).toEqual([
      { open: false, why: 'forgotten' },
      { open: true, words: 'there' },
    ]);
    expect(written[0]).toMatchObject({ subjects: [{ kind: 'mentorship', id: 'm2' }], boxes: 1 });
  });

  it('stay shut while keys are out of reach, without an error', async () => {
    const away = { openingKeysOf: () => Promise.reject(new KeysUnavailable('away')) };
    const boxes = [await boxed({}, 'mine')];
    expect(await gatesOn(undefined, away).forParty(mentee, boxes)).toEqual([{ open: false, why: 'sealed' }]);
    expect(written).toEqual([]);
  });

  it('give nothing that could not be written down', async () => {
    const full = gatesOn(() => Promise.reject(new Error('the disk is full')));
    await expect(full.forParty(mentee, [await boxed({}, 'mine')])).rejects.toThrow('the disk is full');
  });

  it('write nothing where nothing is asked for', async () => {
    expect(await gates.forParty(mentee, [])).toEqual([]);
    expect(written).toEqual([]);
  });
});
