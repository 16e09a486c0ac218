import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { benchFolder } from '../measure/peer.ts';

export const page = join(benchFolder, '..', '..', 'docs', 'performance.md');
const begin = '<!-- made by npm run bench -- --write -->';
const end = '<!-- until here -->';

/** Puts the results between the two marks of a page. @throws Error when the marks are not there */
export const written = (text: string, results: string): string => {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`the page has no "${begin}" … "${end}" to write between`);
  return `${text.slice(0, from + begin.length)}\n\n${results}\n${text.slice(to)}`;
};

export const writePage = async (results: string): Promise<void> => {
  await writeFile(page, written(await readFile(page, 'utf8'), results));
};
