import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDemoFiles, type DemoFiles } from '@telemachy/infra/demo';
import { repositoryRoot } from '@telemachy/infra/testing';

const sample = join(repositoryRoot, 'test', 'data', 'mentor-match-small');
const columns = [
  'first name',
  'last name',
  'email address',
  'job title',
  'grade',
  'organisation',
  'profession',
  'characteristics',
  'match with similar identity',
  'identity to match',
];

/** What stands in cells that no rule looks at. */
type Said = { readonly lastName?: string; readonly title?: string; readonly characteristics?: string };

const row = (role: 'mentor' | 'mentee', number: number, said: Said): string => {
  const [grade, department] = role === 'mentor' ? ['Grade 7', 'Truth'] : ['HEO', 'Joy'];
  const { lastName = number, title = 'Some role', characteristics = '' } = said;
  const address = `${role}.${number}@chaos.example`;
  return [role, lastName, address, title, grade, department, 'DDaT', characteristics, 'no', ''].join(',');
};

/** As many mentors as mentees, by the rules of the sample: each mentee finds one. */
export const peopleIn = async (folder: string, pairs: number, said: Said = {}): Promise<DemoFiles> => {
  const written = async (role: 'mentor' | 'mentee'): Promise<string> => {
    const rows = Array.from({ length: pairs }, (_, number) => row(role, number, said));
    const file = join(folder, `${role}s.csv`);
    await writeFile(file, `${[columns.join(','), ...rows].join('\n')}\n`);
    return file;
  };
  return readDemoFiles({
    mentors: await written('mentor'),
    mentees: await written('mentee'),
    mapping: join(sample, 'mapping.json'),
    policy: join(sample, 'policy.json'),
    agreement: join(sample, 'agreement.json'),
  });
};
