import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Misuse } from '../src/command.ts';
import { readDemoFiles, type DemoPaths } from './files.ts';

const sample = (name: string) => fileURLToPath(new URL(`../../test/data/mentor-match-small/${name}`, import.meta.url));
const good: DemoPaths = {
  mentors: sample('mentors.csv'),
  mentees: sample('mentees.csv'),
  mapping: sample('mapping.json'),
  policy: sample('policy.json'),
  agreement: sample('agreement.json'),
};
const header = 'first name,last name,email address,job title,grade,organisation,profession,characteristics';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'telemachy-spec-'));
});
const file = (content: string | Buffer): string => {
  const path = join(folder, 'given');
  writeFileSync(path, content);
  return path;
};
const refusal = async (option: keyof DemoPaths, path: string): Promise<string> => {
  const refused = await readDemoFiles({ ...good, [option]: path }).catch((error: unknown) => error);
  if (!(refused instanceof Misuse)) throw new Error('it was not refused');
  expect(refused.message).not.toContain('\n');
  return refused.message.replace(path, 'FILE');
};

describe('the files of a play', () => {
  it('are read whole, with the people who sign in', async () => {
    const { mentors, mentees } = await readDemoFiles(good);
    expect([mentors.emails.length, mentees.emails.length]).toEqual([50, 50]);
    expect(mentees.emails[0]).toBe('mentee.00@gov.uk');
  });

  it('may be parted by semicolons, begin with a byte order mark and name columns in capitals', async () => {
    const csv = `\uFEFF${header.replaceAll(',', ';').toUpperCase()}\r\nA;B; Ada@Example.org ;;AO;;;\r\n`;
    expect((await readDemoFiles({ ...good, mentors: file(csv) })).mentors.emails).toEqual(['ada@example.org']);
  });

  it.each(['mentors', 'mapping', 'policy', 'agreement'] as const)('are missed by the option --%s', async (option) => {
    expect(await refusal(option, '/nowhere/file')).toBe(`--${option} FILE: there is no such file`);
    expect(await refusal(option, folder)).toBe(`--${option} FILE: it is a folder, not a file`);
  });

  it.each([
    ['an empty file', '', 'it is empty'],
    ['a header alone', `${header}\n`, 'it has a header and nobody below it'],
    ['a missing column', header.replace('grade,', ''), 'its header (line 1) lacks "grade"'],
    ['nobody with an address', `${header}\nA,B,,,,,,\n`, 'no row has anything in the column "email address"'],
    ['a quote that never closes', `${header}\nA,B,a@b.org,,,,,\n"A,B\n`, 'line 3 breaks the rules of CSV'],
    [
      'another encoding',
      Buffer.from(`${header}\nA,B,a@b.org,,,,,\n\xc4,B,b@b.org,,,,,\n`, 'latin1'),
      'line 3 is not UTF-8 text',
    ],
  ])('are refused for %s', async (_, content, words) => {
    expect(await refusal('mentors', file(content))).toContain(`--mentors FILE: ${words}`);
  });

  it.each([
    ['mapping', '{', 'it is not JSON ('],
    ['mapping', '{"mentor": {"columns": []}}', 'at mentor.columns: '],
    [
      'mapping',
      '{"mentor": {"columns": [{"column": "a", "to": "givenName"}]}, "mentee": {"columns": [{"column": "a", "to": "email"}]}}',
      'no column',
    ],
    ['policy', '{"criteria": [{"id": "x", "kind": "magic"}]}', 'at criteria[0]'],
    ['agreement', '[]', 'it must be one JSON object'],
  ] as const)('are refused for a %s of %s', async (option, content, words) => {
    expect(await refusal(option, file(content))).toContain(words);
  });
});
