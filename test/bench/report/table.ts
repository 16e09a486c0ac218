import { machine } from './machine.ts';
import type { Row } from './row.ts';

const number = (value: number): string =>
  value >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));

const cellsOf = ({ name, value, unit, against, ratio, target, holds, spread }: Row): readonly string[] => {
  const times = ratio === null ? '' : '×';
  return [
    name,
    value === null ? '–' : `${number(value)} ${unit}`,
    against,
    ratio === null ? '' : `${number(ratio)}×`,
    spread === null ? '' : `${number(spread[0])}–${number(spread[1])}${times}`,
    target,
    holds === null ? '' : holds ? 'yes' : '**no**',
  ];
};

const heads = ['What', 'Median', 'Beside', 'Ratio', 'Spread', 'Target', 'Holds'] as const;

/** A Markdown table whose columns are aligned, so that it reads in a terminal too. */
export const tableOf = (rows: readonly Row[]): string => {
  const lines = rows.map(cellsOf);
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...lines.map(line)].join('\n');
};

/** What the page of results says: the machine, the day and the table. */
export const pageOf = (rows: readonly Row[], day: string): string =>
  `Measured on ${day} on a machine of ${machine()}; client, MongoDB and Kafka share it.\n\n${tableOf(rows)}\n`;
