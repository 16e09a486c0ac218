import { describe, expect, it } from '@jest/globals';
import { noSecrets, secretsWith, showsSecrets } from './secrets.ts';

const mapping = { columns: [{ column: 'identity', to: 'identity', as: 'sensitive' as const }] };
const secrets = secretsWith(noSecrets, 'mentee', mapping);
const rules = (criterion: object) => ({ criteria: [criterion] });

describe('rules over sensitive answers', () => {
  it.each([
    ['compares it openly', { attribute: 'identity' }],
    ['compares it by its side’s name', { menteeAttribute: 'identity', mentorAttribute: 'other' }],
    ['lists its values', { side: 'mentee', attribute: 'identity' }],
    ['asks for it as a condition', { attribute: 'other', appliesIf: { side: 'mentee', attribute: 'identity' } }],
  ])('show them where one %s', (_, criterion) => {
    expect(showsSecrets(rules(criterion), secrets)).toBe(true);
  });

  it.each([
    ['is sensitive itself', { attribute: 'identity', sensitive: true }],
    ['reads something else', { attribute: 'grade' }],
    ['lists values of the other side alone', { side: 'mentor', attribute: 'identity' }],
    ['reads what is secret on the other side alone', { mentorAttribute: 'identity', menteeAttribute: 'grade' }],
  ])('do not show them where one %s', (_, criterion) => {
    expect(showsSecrets(rules(criterion), secrets)).toBe(false);
  });

  it('keep a secret although a later mapping reads the column openly', () => {
    const later = secretsWith(secrets, 'mentee', { columns: [{ column: 'identity', to: 'identity', as: 'answer' }] });
    expect(showsSecrets(rules({ attribute: 'identity' }), later)).toBe(true);
  });
});
