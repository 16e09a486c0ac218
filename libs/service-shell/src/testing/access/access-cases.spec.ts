import { describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { Operation } from '../../http/operation.ts';
import { accessCases, type AccessScene } from './access-cases.ts';
import { shownIn } from './shown.ts';

@Controller('v1/notes')
class NotesController {
  @Get(':id')
  @Operation('read-note', { summary: 'One note' })
  read(): object {
    return {};
  }
  @Get()
  @Operation('list-notes', { summary: 'All notes' })
  list(): object {
    return {};
  }
}

const people = { mentor: 'mentor@example.org', stranger: 'stranger@example.org' };
const request = () => ({});
const scene: AccessScene<'read-note' | 'list-notes'> = {
  controllers: [NotesController],
  table: { 'read-note': { mentor: [], auditor: [] }, 'list-notes': { coordinator: [] } },
  people,
  asked: {
    'read-note': { about: 'thing', relations: { mentor: ['mentor'] }, request },
    'list-notes': { about: 'organization', request },
  },
  fields: {},
};
const told = (operation: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    accessCases(scene)
      .filter((one) => one.operation === operation)
      .map(({ caller, expected }) => [caller, expected]),
  );

describe('the cases of a table of access', () => {
  it('are every caller by every operation, each with what its row says', () => {
    expect(told('read-note')).toEqual({
      nobody: '401 token-missing',
      'an expired token': '401 token-refused',
      'another organization': '404 not-found',
      'org-admin': '404 not-found',
      coordinator: '404 not-found',
      analyst: '404 not-found',
      auditor: 'done',
      service: '404 not-found',
      mentor: 'done',
      stranger: '404 not-found',
    });
    expect(told('list-notes')).toMatchObject({
      'another organization': 'done',
      'org-admin': '403 forbidden',
      coordinator: 'done',
      mentor: '403 forbidden',
    });
  });
  it('fail where a route takes no part', () => {
    const { 'list-notes': _, ...some } = scene.asked;
    expect(() => accessCases({ ...scene, asked: some as typeof scene.asked })).toThrow('list-notes takes no part');
  });
});

describe('the fields of an answer', () => {
  const fields = { id: 'plain', text: 'goal-words', steps: 'goal-words', 'read-note by mentee text': 'plain' };
  const surplus = (answer: object, caller: string, reads: readonly string[]) =>
    shownIn(answer, { fields, operation: 'read-note', caller, reads }).faults;
  it('are all of groups that the reader reads, in pages and lists too', () => {
    expect(surplus({ id: '1', text: 'a', steps: [{ text: 'b' }] }, 'mentor', ['goal-words'])).toEqual([]);
    expect(surplus({ items: [{ id: '1', text: 'a' }], next: 'x' }, 'mentor', [])).toEqual([
      'text is of "goal-words", which this reader does not read',
    ]);
  });
  it('may be of another group for one caller', () => expect(surplus({ text: 'a' }, 'mentee', [])).toEqual([]));
  it('are told where nobody has put them into a group', () =>
    expect(surplus({ id: '1', colour: { of: 'sky' } }, 'mentor', [])).toEqual(['colour.of is in no group of fields']));
});
