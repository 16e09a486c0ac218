import { describe, expect, it } from '@jest/globals';
import { boxesIn, privacyOfFact, type PrivacyClass } from '@telemachy/contracts';
import { unseal } from './box.ts';
import { openKeyVault } from './key-vault.ts';
import { masterKeyFrom } from './master-key.ts';
import { memoryKeyStorage } from './memory-key-storage.ts';
import { sealWords } from './seal-words.ts';
import { newKey } from './wrap.ts';

const tenant = 'acme';
const openVault = () =>
  openKeyVault({ storage: memoryKeyStorage(), masters: [masterKeyFrom(newKey().toString('hex'), 'the spec')] });
const reached = {
  id: 'f1',
  type: 'goals.goal-reached.v1',
  data: {
    goalId: 'g1',
    mentorshipId: 'm1',
    closedBy: 'p1',
    reflection: 'Asking early helped',
    keptReflection: 'I nearly gave up',
    reachedAt: '2027-03-10T09:00:00Z',
  },
};

describe('sealing the words of a fact', () => {
  it('leaves what may be read, and puts the words of each subject into one box', async () => {
    const vault = await openVault();
    const { sealed, ...open } = await sealWords(vault, tenant, reached, privacyOfFact(reached.type));
    expect(open).toEqual({ goalId: 'g1', mentorshipId: 'm1', closedBy: 'p1', reachedAt: '2027-03-10T09:00:00Z' });
    const boxes = new Map(boxesIn({ sealed }));
    expect([...boxes.keys()]).toEqual(['private-to-mentorship:mentorshipId', 'private-to-person:closedBy']);
    const opened = [...boxes.values()].map(async (box) =>
      unseal(
        await vault.sealingKeyOf(tenant, { kind: box.of === 'm1' ? 'mentorship' : 'person', id: box.of }),
        tenant,
        box,
      ),
    );
    expect(await Promise.all(opened)).toEqual([
      { reflection: 'Asking early helped' },
      { keptReflection: 'I nearly gave up' },
    ]);
    expect(JSON.stringify(sealed)).not.toMatch(/Asking|gave up/);
  });

  it('makes no box of words that were not said', async () => {
    const { keptReflection: _kept, ...data } = { ...reached.data, reflection: '' };
    const stored = await sealWords(await openVault(), tenant, { ...reached, data }, privacyOfFact(reached.type));
    expect(stored).not.toHaveProperty('sealed');
    expect(boxesIn(stored)).toEqual([]);
  });

  const of = { class: 'private-to-person', of: 'personId' } as const satisfies PrivacyClass;
  it.each<[string, Record<string, unknown>, Record<string, PrivacyClass>, RegExp]>([
    ['whose they are is not said', { name: 'Ada' }, { name: of }, /"personId" does not say whose "name" is/],
    [
      'whose they are is no id',
      { personId: 7, name: 'Ada' },
      { personId: { class: 'public' }, name: of },
      /"personId"/,
    ],
    ['a field has no class', { stray: 1 }, {}, /field "stray" has no privacy class/],
  ])('is refused where %s', async (_, data, classes, why) => {
    await expect(sealWords(await openVault(), tenant, { id: 'f1', type: 'x.y.v1', data }, classes)).rejects.toThrow(
      why,
    );
  });
});
