import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
/** Levels 1 and 2 of OWASP ASVS 5.0.0: the numbers of each section's requirements. */
const sections = JSON.parse(readFileSync(new URL('asvs-5.0.0.json', import.meta.url), 'utf8')) as Record<
  string,
  number[]
>;

const answered = [...page.matchAll(/^\| (V[\d.]+) +\| [^|]+ \| `([^`]+)` "([^"]+)" +\|$/gm)].map(
  ([, id = '', file = '', title = '']) => ({ id, file, title }),
);
const listed = [...page.matchAll(/^- (V[\d.]+): ([\d, ]+?)(?: \(|$)/gm)].flatMap(([, section = '', numbers = '']) =>
  numbers.split(', ').map((number) => `${section}.${number}`),
);

describe('the page on security', () => {
  it('names every requirement of levels 1 and 2 once, and no other', () => {
    const all = Object.entries(sections).flatMap(([section, numbers]) =>
      numbers.map((number) => `${section}.${number}`),
    );
    expect(all).toHaveLength(253);
    expect([...answered.map(({ id }) => id), ...listed].toSorted()).toEqual(all.toSorted());
  });

  it.each(answered)('shows $id by a test that there is', ({ file, title }) => {
    if (file === 'npm run fuzz')
      return expect(readFileSync(join(root, 'infra/fuzz/fuzz.ts'), 'utf8')).toContain('--checks all');
    expect(existsSync(join(root, file))).toBe(true);
    expect(readFileSync(join(root, file), 'utf8')).toContain(title);
  });

  it('names files and specs that there are', () => {
    const paths = [...page.matchAll(/`((?:libs|services|infra|test|docs)\/[\w./-]+)`/g)].map(([, path = '']) => path);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
