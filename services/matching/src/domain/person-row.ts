import { asKey, faultOfText, invisibleIn, isOneLine, isVisible, type Side } from '@telemachy/contracts';
import type { Attributes, ColumnMapping, HrFacts } from '@telemachy/contracts/matching';
import { z } from 'zod';

/** One person's row, read by the mapping. */
export type PersonRow = {
  /** By what the person is told apart: the e-mail in lower case, else the employee id. */
  readonly key: { readonly kind: 'email' | 'employee'; readonly value: string };
  readonly hr: HrFacts;
  /** E-mail or employee id of the manager. */
  readonly manager?: string;
  readonly capacity: number;
  readonly answers: Attributes;
  readonly sensitiveAnswers: Attributes;
};

/** Why a row is not taken: a word for each cell at fault, never the cell. */
export type RowReason =
  | 'wrong-number-of-cells'
  | 'no-email-and-no-employee-id'
  | 'no-name'
  | 'not-an-email'
  | 'not-a-whole-number'
  | 'control-character'
  | 'not-one-line'
  | 'invisible-character'
  | 'no-visible-character'
  | 'too-long';
export type CellProblem = { readonly column: string; readonly reason: RowReason };
export type RowReading = { readonly row: PersonRow } | { readonly problems: readonly [CellProblem, ...CellProblem[]] };

/** The fields that the platform itself understands; every other target of a mapping is an attribute. */
const ownFields = ['email', 'employeeId', 'givenName', 'familyName', 'capacity', 'manager'] as const;
type OwnField = (typeof ownFields)[number];
/** By which people are told apart. */
const keyFields: readonly OwnField[] = ['email', 'employeeId', 'manager'];
export const isOwnField = (name: string): name is OwnField => (ownFields as readonly string[]).includes(name);

/** Long enough for a biography; longer is a broken file. A row as a whole must fit into one commit (1 MiB) with room to spare. */
const longestCell = 10_000;
const longestRow = 100_000;
const largestCapacity = 1000;
/** A whole number of mentees. */
export const isCapacity = (text: string): boolean => /^\d{1,4}$/.test(text) && Number(text) <= largestCapacity;
const isEmail = (text: string): boolean => text.length <= 320 && z.email().safeParse(text).success;

type Column = ColumnMapping['columns'][number];
type Cell = { readonly column: Column; readonly text: string };

const valueOf = ({ column: { separator }, text }: Cell): string | string[] =>
  separator === undefined
    ? text
    : text
        .split(separator)
        .map((item) => item.trim())
        .filter((item) => item !== '');

const attributesOf = (cells: readonly Cell[], as: Column['as'], defaults: Attributes): Attributes =>
  Object.fromEntries([
    ...Object.entries(defaults),
    ...cells
      .filter(({ column, text }) => column.as === as && !isOwnField(column.to) && text !== '')
      .map((cell) => [cell.column.to, valueOf(cell)] as const),
  ]);

/** A default of an attribute goes where the mapping puts that attribute, and is split as its cells are; one that no column feeds is an HR fact. */
const defaultsOf = ({ columns, defaults = {} }: ColumnMapping, as: Column['as']): Attributes =>
  Object.fromEntries(
    Object.entries(defaults).flatMap(([name, value]) => {
      const column = columns.find(({ to }) => to === name);
      if (isOwnField(name) || (column?.as ?? 'hr') !== as) return [];
      return [[name, column === undefined || typeof value === 'number' ? value : valueOf({ column, text: value })]];
    }),
  );

/**
 * Reads rows of one file.
 * @param columns the header's names in order
 * @param mapping names only columns that are there
 */
export const rowReader = (columns: readonly string[], mapping: ColumnMapping, role: Side) => {
  const places = mapping.columns.map((column) => ({ column, at: indexOfColumn(columns, column.column) }));
  const nameOf = (field: OwnField): string =>
    mapping.columns.find(({ to }) => to === field)?.column ?? columns[0] ?? '';
  const defaults = {
    hr: defaultsOf(mapping, 'hr'),
    answer: defaultsOf(mapping, 'answer'),
    sensitive: defaultsOf(mapping, 'sensitive'),
  };

  return (texts: readonly string[]): RowReading => {
    if (texts.length !== columns.length) {
      return { problems: [{ column: columns[0] ?? '', reason: 'wrong-number-of-cells' }] };
    }
    const cells = places.map(({ column, at }) => ({ column, text: (texts[at] ?? '').trim() }));
    const own = (field: OwnField): string => {
      const text = cells.find(({ column, text }) => column.to === field && text !== '')?.text;
      const said = text ?? String(mapping.defaults?.[field] ?? '').trim();
      return keyFields.includes(field) ? asKey(said) : said;
    };
    const [first, ...others] = problemsOf(cells, own, nameOf);
    if (first !== undefined) return { problems: [first, ...others] };
    const email = own('email');
    const employeeId = own('employeeId');
    const manager = own('manager');
    return {
      row: {
        key: email === '' ? { kind: 'employee', value: employeeId } : { kind: 'email', value: email.toLowerCase() },
        hr: {
          ...(email === '' ? {} : { email }),
          ...(employeeId === '' ? {} : { employeeId }),
          givenName: own('givenName'),
          familyName: own('familyName'),
          attributes: attributesOf(cells, 'hr', defaults.hr),
        },
        ...(manager === '' ? {} : { manager }),
        capacity: role === 'mentee' || own('capacity') === '' ? 1 : Number(own('capacity')),
        answers: attributesOf(cells, 'answer', defaults.answer),
        sensitiveAnswers: attributesOf(cells, 'sensitive', defaults.sensitive),
      },
    };
  };
};

const problemsOf = (
  cells: readonly Cell[],
  own: (field: OwnField) => string,
  nameOf: (field: OwnField) => string,
): CellProblem[] => {
  const capacity = own('capacity');
  const rowLength = cells.reduce((length, { text }) => length + text.length, 0);
  return [
    // The first alone: all of them, in all rows of a stretch, would be too much for one fact.
    ...cells
      .filter(({ text }, at) => text.length > longestCell || (at === 0 && rowLength > longestRow))
      .slice(0, 1)
      .map(({ column }) => ({ column: column.column, reason: 'too-long' as const })),
    ...charactersIn(cells),
    ...unseenIn(own, nameOf),
    ...(own('email') === '' && own('employeeId') === ''
      ? [{ column: nameOf('email'), reason: 'no-email-and-no-employee-id' as const }]
      : []),
    ...(own('givenName') === '' && own('familyName') === ''
      ? [{ column: nameOf('givenName'), reason: 'no-name' as const }]
      : []),
    ...(own('email') === '' || isEmail(own('email')) || invisibleIn(own('email')) !== undefined
      ? []
      : [{ column: nameOf('email'), reason: 'not-an-email' as const }]),
    ...(capacity === '' || isCapacity(capacity)
      ? []
      : [{ column: nameOf('capacity'), reason: 'not-a-whole-number' as const }]),
  ];
};

/** What nobody sees is not taken out unasked: the file is the organization's, and its other copies keep it. The first of each, as above. */
const charactersIn = (cells: readonly Cell[]): CellProblem[] => {
  const control = cells.find(({ text }) => faultOfText(text) !== undefined);
  const broken = cells.find(
    ({ column, text }) => column !== control?.column && isOwnField(column.to) && !isOneLine(text),
  );
  return [
    ...(control === undefined ? [] : [{ column: control.column.column, reason: 'control-character' as const }]),
    ...(broken === undefined ? [] : [{ column: broken.column.column, reason: 'not-one-line' as const }]),
  ];
};

/** What nobody sees makes two people of one, and a name of nothing. In names and answers it is welcome beside what is seen: joiners, for instance. */
const unseenIn = (own: (field: OwnField) => string, nameOf: (field: OwnField) => string): CellProblem[] => {
  const problem = (field: OwnField): CellProblem[] => {
    const text = own(field);
    if (text === '' || faultOfText(text) !== undefined) return [];
    if (!isVisible(text)) return [{ column: nameOf(field), reason: 'no-visible-character' }];
    if (!keyFields.includes(field) || invisibleIn(text) === undefined) return [];
    return [{ column: nameOf(field), reason: 'invisible-character' }];
  };
  return ownFields.flatMap((field) => problem(field));
};

/** A column's name as it is compared. */
export const folded = (name: string): string => name.normalize('NFC').trim().toLowerCase();

/** Where a column stands in a header, whatever the case; −1 where it does not. */
export const indexOfColumn = (columns: readonly string[], name: string): number =>
  columns.findIndex((column) => folded(column) === folded(name));

/** The HR attributes that rows of this mapping speak of, by which an emptied cell empties the attribute; one that is sensitive now is no HR fact any more. */
export const coversOf = ({ columns, defaults = {} }: ColumnMapping): readonly string[] => [
  ...columns
    .filter(({ as, to }) => (as === 'hr' || as === 'sensitive') && (!isOwnField(to) || to === 'manager'))
    .map(({ to }) => to),
  ...Object.keys(defaults).filter((name) => !isOwnField(name)),
];
