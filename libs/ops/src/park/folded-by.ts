import { text } from 'node:stream/consumers';
import { collectionOf, liveName, mongoDocuments, parkedCollection } from '@telemachy/projections';
import { z } from 'zod';
import type { Installation } from '../installation.ts';
import { readModelsOf } from '../read-models-of.ts';
import type { Registration } from '../registration.ts';
import type { SkippedFact } from './settle.ts';

/** Read models that have folded what no longer counts: they say what is not so until they are rebuilt. */
export type FoldedBy = { readonly did: 'folded-by'; readonly service: string; readonly readModels: readonly string[] };

const Facts = z.array(
  z.object({ type: z.string(), tenant: z.string(), stream: z.string(), version: z.number().int().positive() }),
);

/** The facts that are asked about, from standard input. */
export const readFacts = async (from: NodeJS.ReadableStream): Promise<readonly SkippedFact[]> =>
  Facts.parse(JSON.parse(await text(from)));

/** Which read models of a service, as things are before the facts are skipped, hear a fact of these and have not set its stream aside before it. */
export const foldedBy = async (
  registration: Registration,
  installation: Pick<Installation, 'databaseOf'>,
  facts: readonly SkippedFact[],
): Promise<FoldedBy> => {
  const service = registration.service.name;
  const db = installation.databaseOf(service);
  const documents = mongoDocuments(db);
  const parked = db.collection<{ readonly facts: readonly { readonly version: number }[] }>(parkedCollection);
  const readModels: string[] = [];
  for (const { projection } of readModelsOf(registration)) {
    const consumer = await liveName(documents, collectionOf(projection));
    const folded = async ({ type, tenant, stream, version }: SkippedFact): Promise<boolean> => {
      if (!projection.hears.includes(type)) return false;
      const waiting = await parked.findOne({ consumer, tenant, stream }, { projection: { 'facts.version': 1 } });
      return waiting === null || (waiting.facts[0]?.version ?? 0) > version;
    };
    for (const fact of facts) {
      if (!(await folded(fact))) continue;
      readModels.push(projection.name);
      break;
    }
  }
  return { did: 'folded-by', service, readModels };
};
