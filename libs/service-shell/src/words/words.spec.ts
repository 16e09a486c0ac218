import { describe, expect, it } from '@jest/globals';
import { CohortId, EnrolmentId, PersonId, type Sealed } from '@telemachy/contracts';
import type { EnrolmentFact } from '@telemachy/contracts/matching';
import { StoreUnavailable } from '@telemachy/event-store';
import { gatesOf, KeysUnavailable, NotGranted } from '@telemachy/privacy';
import { wordsInMemory } from '../testing/words-in-memory.ts';
import { Words } from './words.ts';

const uuid = (last: number): string => `00000000-0000-4000-8000-00000000000${last}`;
const personId = PersonId.parse(uuid(1));
const applied: EnrolmentFact = {
  type: 'matching.enrolment-applied.v1',
  data: {
    enrolmentId: EnrolmentId.parse(uuid(2)),
    cohortId: CohortId.parse(uuid(3)),
    personId,
    role: 'mentee',
    capacity: 1,
    answers: { town: 'Leeds' },
    sensitiveAnswers: { faith: 'x' },
    appliedAt: '2026-11-02T09:00:00.000Z',
  },
};
type Said = { readonly personId: PersonId } & Sealed<{ readonly answers: object; readonly sensitiveAnswers: object }>;

const stage = async () => {
  const all = await wordsInMemory({ show: ['personal'], match: ['personal', 'private-to-person'] });
  const { data } = await all.stored(applied);
  const open = async (purpose: string) => {
    const occasion = { tenant: 'acme', operation: 'list-enrolments', actor: 'a' };
    const [opened] = await all.words.openForPurpose(purpose, occasion, [data as Said]);
    return opened;
  };
  return { ...all, data: data as Said, open };
};

describe('words that are opened for a purpose', () => {
  it('are those of the classes that it was granted; of others there is no sign', async () => {
    const { open, data } = await stage();
    expect(JSON.stringify(data)).not.toMatch(/Leeds|faith/);
    const shown = await open('show');
    expect(shown).toMatchObject({ personId, answers: { town: 'Leeds' } });
    expect(Object.keys(shown ?? {})).not.toEqual(expect.arrayContaining(['sensitiveAnswers']));
    expect(Object.keys(shown ?? {})).not.toContain('words');
    expect(await open('match')).toMatchObject({ answers: { town: 'Leeds' }, sensitiveAnswers: { faith: 'x' } });
  });

  it('are written down before: for which purpose, in which operation, for whom, and whose', async () => {
    const { open, openings } = await stage();
    await open('show');
    expect(openings).toEqual([
      expect.objectContaining({
        operation: 'list-enrolments',
        gate: { for: 'purpose', purpose: 'show', actor: 'a' },
        subjects: [{ kind: 'person', id: personId }],
        boxes: 1,
      }),
    ]);
  });

  it('are none for a purpose that the service does not name', async () => {
    const { open, openings } = await stage();
    await expect(open('curiosity')).rejects.toThrow(NotGranted);
    expect(openings).toEqual([]);
  });

  it('are gone with their key, which the document says', async () => {
    const { open, vault } = await stage();
    await vault.destroy('acme', { kind: 'person', id: personId }, new Date());
    const opened = await open('match');
    expect(opened).not.toHaveProperty('answers');
    expect(opened?.words).toBe('forgotten');
  });
});

describe('words whose keys are out of reach', () => {
  it('are no words that were forgotten: whoever needs them hears to ask again', async () => {
    const { data } = await stage();
    const outOfReach = async () => {
      throw new KeysUnavailable('the test took them away');
    };
    const log = { opened: async () => {} };
    const vault = { openingKeysOf: outOfReach };
    const words = new Words(gatesOf({ service: 'test', vault, log, purposes: { show: ['personal'] } }));
    const occasion = { tenant: 'acme', operation: 'list-enrolments' };
    await expect(words.openForPurpose('show', occasion, [data])).rejects.toThrow(StoreUnavailable);
  });
});

describe('a file of people on its way in', () => {
  it('opens where it was kept and nowhere else, and not once it was forgotten', async () => {
    const { files } = await wordsInMemory();
    const slice = Buffer.from('email,name\nana@example.org,Ana\n');
    const sealed = await files.seal('acme', 'upload-1', 0, slice);
    expect(sealed.includes('ana@example.org')).toBe(false);
    expect(await files.open('acme', 'upload-1', 0, sealed)).toEqual(slice);
    await expect(files.open('acme', 'upload-1', 1, sealed)).rejects.toMatchObject({ name: 'DoesNotOpen' });
    expect(await files.open('acme', 'upload-2', 0, sealed)).toBeUndefined();
    await files.forget('acme', 'upload-1');
    expect(await files.open('acme', 'upload-1', 0, sealed)).toBeUndefined();
  });
});
