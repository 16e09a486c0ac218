/** As much of a CycloneDX component as says what it may be used for. */
export type Component = {
  readonly name: string;
  readonly version: string;
  readonly group?: string;
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string };
    readonly expression?: string;
  }[];
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
};

/** What the product's dependencies may be under (SPDX): permissive alone. Copyleft of any strength (GPL, LGPL, AGPL, MPL, SSPL) is not among them. */
const permissive: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'CC0-1.0',
]);

/** Our own parts say so; they are not for a registry. */
const isOwn = ({ properties = [] }: Component): boolean =>
  properties.some(({ name, value }) => name === 'cdx:npm:package:private' && value === 'true');

/** Whether an SPDX expression leaves a permissive choice: one of those joined by OR, all of those joined by AND. */
export const isPermissive = (expression: string): boolean => {
  const text = expression.trim().replace(/^\((.*)\)$/, '$1');
  if (/[()]/.test(text)) return false; // nested: somebody has to look
  return text
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((part) => permissive.has(part.trim())));
};

const licencesOf = ({ licenses = [] }: Component): readonly string[] =>
  licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? '');

/** The components that may not be part of the product, each with what it is under. */
export const forbidden = (components: readonly Component[]): readonly string[] =>
  components
    .filter((component) => !isOwn(component))
    .flatMap((component) => {
      const licences = licencesOf(component);
      if (licences.length > 0 && licences.every(isPermissive)) return [];
      const name = [component.group, component.name].filter((part) => part !== undefined && part !== '').join('/');
      return [`${name} ${component.version}: ${licences.join(', ') || 'no licence'}`];
    });
