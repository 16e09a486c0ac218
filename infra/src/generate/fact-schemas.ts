import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { compareCatalogue, type JsonSchema } from '@telemachy/contracts/compatibility';

const folder = new URL('../../../libs/contracts/schemas/', import.meta.url);
const releases = new URL('../../../docs/releases.md', import.meta.url);
const fileOf = (type: string): URL => new URL(`${type}.json`, folder);

const committed = (): ReadonlyMap<string, JsonSchema> => {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return new Map(
    names.map((name) => [
      name.slice(0, -'.json'.length),
      JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as JsonSchema,
    ]),
  );
};

/** Whether somebody may have stored facts of ours for good: the table of releases has a row. */
const isReleased = (): boolean => /^\| \d/m.test(readFileSync(releases, 'utf8'));

export type SchemasAsked = {
  /** Change nothing. */
  readonly check: boolean;
  /** Write what breaks facts of before: possible until the first release. */
  readonly acceptBreaks: boolean;
};

/**
 * Writes the JSON Schema of every fact, once it is an addition to what is committed.
 * @returns what stands against it, a line each
 */
export const factSchemas = ({ check, acceptBreaks }: SchemasAsked): readonly string[] => {
  const before = committed();
  const { added, broken } = compareCatalogue(before);
  if (broken.length > 0 && !acceptBreaks) {
    const way = isReleased()
      ? []
      : ['Until the first release: npm run generate -- --accept-breaks, if the data of today may be lost.'];
    return [...broken, ...way];
  }
  if (broken.length > 0 && isReleased()) return [...broken, 'A release is out: breaks are not accepted any more.'];
  if (check)
    return [...added.keys()].map(
      (type) => `libs/contracts/schemas/${type}.json is out of date: run npm run generate and commit what it writes`,
    );
  for (const [type, schema] of added) writeFileSync(fileOf(type), `${JSON.stringify(schema, null, 2)}\n`);
  for (const line of broken) console.log(`accepted: ${line}`);
  for (const type of broken.flatMap((line) =>
    / is gone: facts of it/.test(line) ? [line.split(' ', 1)[0] ?? ''] : [],
  ))
    rmSync(fileOf(type));
  if (added.size > 0) console.log(`wrote ${added.size} schemas to libs/contracts/schemas`);
  return [];
};
