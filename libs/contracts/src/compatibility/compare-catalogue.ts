import { catalogue, upcasters } from '../catalogue.ts';
import { presentType } from '../upcasters.ts';
import type { Break } from './breaks.ts';
import { breaksBetween } from './breaks.ts';
import type { JsonSchema } from './fact-schema.ts';
import { schemaOfFact } from './fact-schema.ts';

export type Compared = {
  /** Schemas of today that are not what is committed, by type: additions, to be written. */
  readonly added: ReadonlyMap<string, JsonSchema>;
  /** One line for each break, with what to do. */
  readonly broken: readonly string[];
};

/** The facts of today against the schemas that are committed, one for each form that ever was. */
export const compareCatalogue = (committed: ReadonlyMap<string, JsonSchema>): Compared => {
  const added = new Map<string, JsonSchema>();
  const broken: string[] = [];
  for (const type of catalogue.keys()) {
    const [before, now] = [committed.get(type), schemaOfFact(type)];
    if (before !== undefined) broken.push(...breaksBetween(before, now).map((one) => lineOf(type, one)));
    if (JSON.stringify(before) !== JSON.stringify(now)) added.set(type, now);
  }
  for (const type of committed.keys())
    if (!catalogue.has(type) && !catalogue.has(presentType(type, upcasters)))
      broken.push(
        `${type} is gone: facts of it are stored for ever. Take it back, or add an upcaster from it to a fact of the catalogue (libs/contracts/README.md).`,
      );
  return { added, broken };
};

const nextOf = (type: string): string => {
  const at = type.lastIndexOf('.v') + 2;
  return `${type.slice(0, at)}${Number(type.slice(at)) + 1}`;
};

const lineOf = (type: string, { field, what }: Break): string =>
  `${type}: ${field} ${what}. Take it back, or make it ${nextOf(type)} with an upcaster from ${type} (libs/contracts/README.md).`;
