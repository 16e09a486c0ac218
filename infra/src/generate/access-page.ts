import { services, whoMayRead, type LawRow } from '@telemachy/contracts';
import type { AccessRow, AccessTable } from '@telemachy/service-shell/access';

/** A service's own file, as it lies there: no lib and no script depends on services. */
const tableOf = async (service: string): Promise<AccessTable> => {
  const file = new URL(`../../../services/${service}/src/policy.ts`, import.meta.url).href;
  return ((await import(file)) as { readonly access: AccessTable }).access;
};
const rows: readonly LawRow[] = whoMayRead;

const line = (...columns: readonly string[]): string => `| ${columns.join(' | ')} |`;
const law = rows.map(({ words, says, groups }) => {
  const named = Object.keys(groups).map((group) => `\`${group}\``);
  return line(words, says.author, says.partner, says.coordinator, says.analyst, named.join(' ') || 'none yet');
});
/** Who reads the same stands together. */
const readersOf = (row: AccessRow<string>): readonly (readonly [who: string, reads: string])[] =>
  [...Map.groupBy(Object.entries(row), ([, reads = []]) => reads.map((group) => `\`${group}\``).join(' ') || '–')].map(
    ([reads, whos]) => [whos.map(([who]) => who).join(', '), reads],
  );
const chapter = ([service, table]: readonly [string, AccessTable]): string => {
  const lines = Object.entries(table).flatMap(([operation, row]) =>
    readersOf(row).map(([who, reads]) => line(operation, who, reads)),
  );
  return [`## ${service}`, '', line('Operation', 'Who', 'Reads'), line('---', '---', '---'), ...lines, ''].join('\n');
};

/** Who may do what in every service and which words they read, with the law that this keeps, as Markdown. */
export const accessPage = async (): Promise<string> => {
  const tables = await Promise.all(services.map(async (service) => [service, await tableOf(service)] as const));
  const head = [
    '# Access',
    '',
    'Made from `libs/contracts/src/who-may-read.ts` and `services/*/src/policy.ts` by `npm run generate`; not edited by hand.',
    '',
    'Whoever does not stand in an operation’s rows may not do it. `mentor` and `mentee` are the two of the mentorship that is asked about, `self` and `recipient` whom a thing',
    'belongs to, `partner` the other of the two; `signed-in` is any person of the organization about themselves, `public` anybody; the rest are roles in the token. What is not yours',
    'answers as what is not there. `–`: states, counts, dates and ids, no words of people. Groups beginning with `own-` are for their author alone.',
    '',
    '## The law',
    '',
    line('Words', 'Author', 'Partner', 'Coordinator, org-admin', 'Analyst', 'In answers as'),
    line('---', '---', '---', '---', '---', '---'),
    ...law,
    '',
  ];
  return `${[...head, ...tables.map(chapter)].join('\n').trimEnd()}\n`;
};
