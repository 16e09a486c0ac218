import type { ColumnMapping } from '@telemachy/contracts/matching';
import { folded, isCapacity, isOwnField } from './person-row.ts';

export type MappingFault =
  | 'mapping-names-nobody'
  | 'mapping-without-name'
  | 'mapping-feeds-twice'
  | 'mapping-hides-own-field'
  | 'mapping-splits-own-field'
  | 'mapping-opens-sensitive-column'
  | 'mapping-default-capacity'
  | 'mapping-default-identity';
/** `path` within the mapping. */
export type FaultInMapping = { readonly fault: MappingFault; readonly path: string };

type Column = ColumnMapping['columns'][number];

/** What is wrong with a mapping although each of its fields is well formed. */
export const faultsOfMapping = ({ columns, defaults = {} }: ColumnMapping): readonly FaultInMapping[] => [
  ...faultsAsAWhole(columns),
  ...columns.flatMap((column, at) =>
    faultsOfColumn(column, columns.slice(0, at), columns).map(({ fault, path }) => ({
      fault,
      path: `columns.${at}.${path}`,
    })),
  ),
  ...Object.entries(defaults).flatMap(([name, value]) => faultsOfDefault(name, value)),
];

const faultsAsAWhole = (columns: readonly Column[]): readonly FaultInMapping[] => {
  const leadsTo = (...fields: readonly string[]): boolean => columns.some(({ to }) => fields.includes(to));
  return [
    ...(leadsTo('email', 'employeeId') ? [] : [{ fault: 'mapping-names-nobody', path: 'columns' } as const]),
    ...(leadsTo('givenName', 'familyName') ? [] : [{ fault: 'mapping-without-name', path: 'columns' } as const]),
  ];
};

const faultsOfColumn = (
  { column, to, as, separator }: Column,
  before: readonly Column[],
  all: readonly Column[],
): readonly FaultInMapping[] => {
  const secret = all.some((other) => other.as === 'sensitive' && folded(other.column) === folded(column));
  return [
    ...(before.some((other) => other.to === to) ? [{ fault: 'mapping-feeds-twice', path: 'to' } as const] : []),
    // What the platform itself understands is shown where it is used, whatever it is called here.
    ...(isOwnField(to) && as === 'sensitive' ? [{ fault: 'mapping-hides-own-field', path: 'as' } as const] : []),
    ...(isOwnField(to) && separator !== undefined
      ? [{ fault: 'mapping-splits-own-field', path: 'separator' } as const]
      : []),
    ...(secret && as !== 'sensitive' ? [{ fault: 'mapping-opens-sensitive-column', path: 'as' } as const] : []),
  ];
};

const faultsOfDefault = (name: string, value: string | number): readonly FaultInMapping[] => {
  const path = `defaults.${name}`;
  if (name === 'capacity' && !isCapacity(String(value).trim())) return [{ fault: 'mapping-default-capacity', path }];
  if (name === 'email' || name === 'employeeId') return [{ fault: 'mapping-default-identity', path }];
  return [];
};
