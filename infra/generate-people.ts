import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, misused } from './src/command.ts';

// Makes people in the columns of the civil-service sample: `npm run generate-people -- --mentors 500 --mentees 500 --seed 1 --out DIR`.

const grades = ['AA', 'AO', 'EO', 'HEO', 'SEO', 'Grade 7', 'Grade 6', 'SCS1', 'SCS2', 'SCS3', 'SCS4'];
const departments = ['Fun', 'Joy', 'Love', 'Peace', 'Truth', 'Virtue'].map((name) => `Department of ${name}`);
const professions = ['DDaT', 'HR', 'Operations', 'Policy', 'Security'];
const identities = ['Asexual or aromantic', 'Bisexual or pansexual', 'Gay', 'Lesbian', 'Non-binary', 'Transgender'];

/** A small repeatable generator: mulberry32, public domain, by Tommy Ettinger. */
const dice = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const person = (role: 'mentor' | 'mentee', index: number, roll: () => number, tag: string): string[] => {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(roll() * items.length)] as Item;
  const number = String(index).padStart(4, '0');
  // Mentees from the lower grades, mentors from the upper, with an overlap, as in the sample.
  const grade = role === 'mentor' ? pick(grades.slice(2)) : pick(grades.slice(0, 9));
  const department = pick(departments);
  const profession = pick(professions);
  const identity = roll() < 0.4 ? pick(identities) : '';
  const about = `My name is ${role} ${number}. I am a ${grade}. I am in the ${department}, in the ${profession} profession.`;
  const both = roll() < 0.2 ? 'yes' : 'no';
  const shared = [
    role,
    number,
    `${role}.${tag}.${number}@example.gov`,
    both,
    'Some role',
    grade,
    department,
    profession,
  ];
  return role === 'mentor' ? [...shared, identity, about] : [...shared, roll() < 0.5 ? 'yes' : 'no', identity, about];
};

const shared = [
  'first name',
  'last name',
  'email address',
  'both mentor and mentee',
  'job title',
  'grade',
  'organisation',
  'profession',
];

await command('generate-people', async (values) => {
  const counts = { mentor: Number(values.mentors), mentee: Number(values.mentees) };
  const seed = Number(values.seed);
  const roll = dice(seed);
  try {
    mkdirSync(values.out, { recursive: true });
  } catch (cause) {
    throw misused('generate-people', `--out: ${(cause as Error).message}`);
  }
  for (const role of ['mentor', 'mentee'] as const) {
    const columns = role === 'mentor' ? ['characteristics'] : ['match with similar identity', 'identity to match'];
    const rows = Array.from({ length: counts[role] }, (_, index) => person(role, index, roll, `s${seed}`));
    const lines = [[...shared, ...columns, 'biography'], ...rows].map((row) => row.map(cell).join(','));
    const file = join(values.out, `${role}s.csv`);
    writeFileSync(file, `${lines.join('\n')}\n`);
    console.log(`${file}: ${rows.length} ${role}s`);
  }
});
