import type { ClientSession, Collection, Db } from 'mongodb';
import { firstGeneration, type Generations } from './generations.ts';

type Stored = Omit<Generations, 'model'> & { readonly _id: string };

const generationsFrom = ({ _id, ...generations }: Stored): Generations => ({ model: _id, ...generations });
const majority = { readConcern: { level: 'majority' } } as const;

/** Which generations of the read models there are: one small document for each that was ever rebuilt. */
export const mongoGenerations = (db: Db) => {
  const generations: Collection<Stored> = db.collection('generations', { ignoreUndefined: true });
  return {
    collection: 'generations',
    all: async (): Promise<readonly Generations[]> =>
      (await generations.find({}, majority).sort({ _id: 1 }).toArray()).map(generationsFrom),
    in: (session: ClientSession) => ({
      of: async (model: string): Promise<Generations> => {
        const found = await generations.findOne({ _id: model }, { session });
        return found === null ? firstGeneration(model) : generationsFrom(found);
      },
      keep: async ({ model, ...rest }: Generations): Promise<void> => {
        await generations.replaceOne({ _id: model }, rest, { session, upsert: true });
      },
    }),
  };
};
