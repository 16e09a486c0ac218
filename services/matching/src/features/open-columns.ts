import { Problem } from '@telemachy/service-shell';
import type { OpenColumn } from '../domain/secrets.ts';

const told = ({ criterion, side, column, as }: OpenColumn): string =>
  `The sensitive rule "${criterion}" reads the column "${column}" of the file of ${side}s, which is mapped as "${as}". Map it as "sensitive".`;

/** Where a mapping would show what a sensitive rule reads, the refusal with each rule and column by name; else the error as it was. */
export const namingOpenColumns = async (
  error: unknown,
  found: () => Promise<readonly OpenColumn[]>,
  pathOf: (column: OpenColumn) => string,
): Promise<unknown> => {
  if (!(error instanceof Problem) || error.word !== 'mapping-shows-sensitive-answers') return error;
  const errors = (await found()).map((column) => ({
    in: 'body' as const,
    path: pathOf(column),
    message: told(column),
  }));
  return new Problem(error.status, error.word, errors[0]?.message ?? error.message, { errors });
};
