import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ScoredPairs } from '../match/scored-pairs.ts';

type Expected = {
  readonly optimum: { readonly matched: number; readonly total: number; readonly min: number };
  readonly bottleneck: { readonly floor: number; readonly matched: number; readonly total_at_floor: number };
  readonly stable_mentee_optimal: { readonly matched: number; readonly total: number };
};

/** A cohort of scored pairs with its proved answers, from a folder with `mentees.csv`, `mentors.csv`, `pairs.csv.gz` and `expected.json`. */
export const readCohort = (folder: string): { readonly scored: ScoredPairs; readonly expected: Expected } => {
  const mentees = rows(readFileSync(`${folder}/mentees.csv`, 'utf8'));
  const mentors = rows(readFileSync(`${folder}/mentors.csv`, 'utf8'));
  const pairs = rows(gunzipSync(readFileSync(`${folder}/pairs.csv.gz`)).toString());
  return {
    scored: {
      mentees: mentees.map((row) => row['id'] ?? ''),
      mentors: mentors.map((row) => ({ id: row['id'] ?? '', capacity: Number(row['capacity']) })),
      pairs: pairs.map(
        (row) =>
          [
            row['mentee'] ?? '',
            row['mentor'] ?? '',
            Number(row['score']),
            Number(row['mentee_view']),
            Number(row['mentor_view']),
          ] as const,
      ),
    },
    expected: JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as Expected,
  };
};

/** CSV without quotes. */
const rows = (text: string): Record<string, string>[] => {
  const [header = '', ...lines] = text.trim().split(/\r?\n/u);
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at] ?? '', cell])));
};
