import type { AllImportProblems } from '../../tokens.ts';
import type { ImportDocument } from './imports.projection.ts';
import { wordsOf } from './problem-words.ts';

/** A cell that a spreadsheet shows and never computes: a leading sign is disarmed (OWASP, CSV injection). */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
};
const line = (row: number, column: string, reason: string, columns?: readonly string[]): string =>
  `${row},${cell(column)},${reason},${cell(wordsOf(reason, columns))}\r\n`;

const atOnce = 200;

/** The problems of an import as CSV, stretch by stretch. */
export async function* csvLines(
  model: Pick<AllImportProblems, 'page'>,
  tenant: string,
  { importId, fault }: ImportDocument,
): AsyncGenerator<string> {
  yield 'row,column,reason,text\r\n';
  if (fault !== undefined) yield line(fault.row, fault.column ?? '', fault.reason, fault.columns);
  for (let cursor: string | undefined; ;) {
    const page = await model.page(tenant, { importId }, { limit: atOnce, cursor });
    for (const { problems } of page.items) {
      yield problems.map(({ row, column, reason }) => line(row, column, reason)).join('');
    }
    if (page.next === undefined) return;
    cursor = page.next;
  }
}
