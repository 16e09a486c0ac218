import { describe, expect, it } from '@jest/globals';
import { faultsOfTable, policyOf } from './table.ts';

describe('a table of access', () => {
  it('becomes the policy that the edge asks', () =>
    expect(
      policyOf<'mentor' | 'self'>({
        feed: { public: ['meeting-times'] },
        me: { 'signed-in': ['hr-facts'] },
        read: { mentor: ['goal-words'], coordinator: ['goal-outline'], analyst: [] },
        list: { 'org-admin': [] },
        revoke: { self: [] },
      }),
    ).toEqual({
      feed: 'public',
      me: 'signed-in',
      read: { relations: ['mentor'], roles: ['coordinator', 'analyst'] },
      list: { roles: ['org-admin'] },
      revoke: { relations: ['self'] },
    }));
  it('is refused where it gives somebody words that the law does not, with every one of them', () => {
    const table = {
      read: { mentor: ['goal-words', 'own-sensitive-answers', 'hr-facts'], coordinator: ['goal-words'] },
      list: { auditor: ['name'], stranger: ['name'] },
      me: { 'signed-in': ['own-sensitive-answers'] },
    } as const;
    expect(faultsOfTable(table)).toEqual([
      '"read" gives mentor "hr-facts", which the law does not',
      '"read" gives coordinator "goal-words", which the law does not',
      '"list" gives auditor "name", which the law does not',
      '"list" gives stranger "name", which the law does not',
    ]);
    expect(() => policyOf(table)).toThrow('"read" gives mentor "hr-facts"');
  });
  it('is refused where a row names nobody, or everybody and then some', () =>
    expect(faultsOfTable({ read: {}, me: { 'signed-in': [], auditor: [] } })).toEqual([
      '"read" is for nobody',
      '"me" is for everybody, and then for some',
    ]));
});
