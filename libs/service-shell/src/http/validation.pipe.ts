import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { invalids, type Fault } from './problem.ts';

type Issue = {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** zod: the names of keys a strict object does not know. */
  readonly keys?: readonly string[];
};

const places = { body: 'body', param: 'path', query: 'query', custom: 'header' } as const;

const pathOf = ({ path = [] }: Issue, ...more: readonly string[]): string =>
  [...path.map((part) => String(typeof part === 'object' ? part.key : part)), ...more].join('.');

/** Every fault at once; each unknown key by its name; never a value. */
export const faultsOf = (issues: readonly Issue[], metadata: Pick<ArgumentMetadata, 'type' | 'data'>): Fault[] => {
  const at = places[metadata.type];
  const under = (path: string): string => [metadata.data ?? '', path].filter((part) => part !== '').join('.');
  return issues.flatMap((issue) =>
    issue.keys === undefined
      ? [{ in: at, path: under(pathOf(issue)), message: issue.message }]
      : issue.keys.map((key) => ({ in: at, path: under(pathOf(issue, key)), message: 'unknown key' })),
  );
};

/** zod schemas straight on a handler's parameters; a value that does not fit is a 400 problem that names each fault. */
export class ValidationPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { schema, type } = metadata;
    if (schema === undefined || type === 'custom') return value;
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return result.value;
    throw invalids(faultsOf(result.issues as readonly Issue[], metadata));
  }
}
