import { readFileSync } from 'node:fs';
import { services } from '@telemachy/contracts';
import { asyncApiOf } from '@telemachy/event-log';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')) as unknown;

/** What each service says on Kafka, as AsyncAPI 3.0 in JSON, with the fixture of each fact as its example; by file name. */
export const asyncApiPages = (): Readonly<Record<string, string>> => {
  const { version } = read('package.json') as { version: string };
  const exampleOf = (type: string): Readonly<Record<string, unknown>> =>
    (read(`libs/contracts/fixtures/${type}.json`) as { readonly data: Readonly<Record<string, unknown>> }).data;
  return Object.fromEntries(
    services.map((service) => [
      `${service}.asyncapi.json`,
      `${JSON.stringify(asyncApiOf(service, { version, exampleOf }), null, 2)}\n`,
    ]),
  );
};
