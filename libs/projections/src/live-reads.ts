import type { DocumentStore } from './document-store.ts';
import { nameOfGeneration } from './generations.ts';

/** Reads of read models, each from the generation that is live when it is asked. */
export interface LiveReads {
  /**
   * Reads from the live generation. Which one that is is asked beside the read, from the one that was live when last asked: where that is no longer so,
   * the read is done again, so no answer comes from a generation that had been replaced before the question.
   * @param read is given the collection's name
   */
  from<Answer>(model: string, read: (collection: string) => Promise<Answer>): Promise<Answer>;
}

/** Those who ask while a question is on its way share the next one. */
export const liveReads = (documents: Pick<DocumentStore, 'generations'>): LiveReads => {
  let known = new Map<string, number>();
  let next: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();

  const ask = async (): Promise<void> => {
    await last;
    next = undefined;
    const found = await documents.generations();
    known = new Map(found.map(({ model, live }) => [model, live]));
  };
  const look = (): Promise<void> => {
    next ??= ask();
    last = next.catch(() => undefined);
    return next;
  };
  const nameOf = (model: string): string => nameOfGeneration(model, known.get(model) ?? 1);

  return {
    from: async (model, read) => {
      const guess = nameOf(model);
      const [answer] = await Promise.all([read(guess), look()]);
      const live = nameOf(model);
      return live === guess ? answer : read(live);
    },
  };
};
