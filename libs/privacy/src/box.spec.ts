import { describe, expect, it } from '@jest/globals';
import { assert, jsonValue, property } from 'fast-check';
import { isBox, type Box } from '@telemachy/contracts';
import { seal, unseal } from './box.ts';
import { DoesNotOpen } from './errors.ts';
import { newKey } from './wrap.ts';

const key = newKey();
const belongs = { class: 'private-to-mentorship', of: 'm1', fact: 'f1', type: 'goals.goal-set.v1' } as const;
const words = { text: 'Speak at the meeting', steps: ['ask', 'practise'], value: 3 };

describe('a box', () => {
  it('gives back what was sealed, after a way through JSON', () => {
    assert(
      property(jsonValue({ maxDepth: 2 }), (said) => {
        const box = JSON.parse(JSON.stringify(seal(key, 'acme', belongs, said))) as Box;
        expect(isBox(box)).toBe(true);
        expect(unseal(key, 'acme', box)).toEqual(JSON.parse(JSON.stringify(said)));
      }),
    );
  });

  it('opens as it was sealed first: this form lies in stores for ever', () => {
    const box = 'nh7C5Snc8FH8bKBS9i2P8wYxdm5Ynv61ws7gsgPI6o6vgtp3SWqyXdJRNsZqEy85-PhC-NHl3V2CviI';
    const opened = unseal(Buffer.alloc(32, 7), 'acme', { sealed: 1, ...belongs, box });
    expect(opened).toEqual({ text: 'Speak at the meeting' });
  });

  it('shows nothing of the words, and is another each time', () => {
    const [one, two] = [seal(key, 'acme', belongs, words), seal(key, 'acme', belongs, words)];
    expect(one.box).not.toBe(two.box);
    const bytes = Buffer.from(one.box, 'base64url').toString('latin1');
    for (const shown of [JSON.stringify(one), bytes]) expect(shown).not.toMatch(/Speak|practise/);
  });

  it.each([
    ['another organization', 'globex', {}],
    ['another subject', 'acme', { of: 'm2' }],
    ['another fact', 'acme', { fact: 'f2' }],
    ['another type', 'acme', { type: 'goals.goal-adjusted.v1' }],
    ['another class', 'acme', { class: 'personal' as const }],
  ])('does not open in %s', (_, tenant, moved) => {
    const box = seal(key, 'acme', belongs, words);
    expect(() => unseal(key, tenant, { ...box, ...moved })).toThrow(DoesNotOpen);
  });

  it('does not open with another key, nor with any bit turned, nor cut off anywhere', () => {
    const box = seal(key, 'acme', belongs, words);
    expect(() => unseal(newKey(), 'acme', box)).toThrow(DoesNotOpen);
    const bytes = Buffer.from(box.box, 'base64url');
    for (let place = 0; place < bytes.length; place += 1) {
      const turned = Buffer.from(bytes);
      turned.writeUInt8(turned.readUInt8(place) ^ (1 << (place % 8)), place);
      expect(() => unseal(key, 'acme', { ...box, box: turned.toString('base64url') })).toThrow(DoesNotOpen);
      const cut = bytes.subarray(0, place).toString('base64url');
      expect(() => unseal(key, 'acme', { ...box, box: cut })).toThrow(DoesNotOpen);
    }
  });

  it.each([[null], ['sealed'], [{}], [{ sealed: 2 }], [{ ...seal(key, 'acme', belongs, 1), class: 'public' }]])(
    'is not mistaken for %j',
    (value) => {
      expect(isBox(value)).toBe(false);
    },
  );
});
