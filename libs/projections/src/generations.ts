/** A read model that is being built beside the live one. */
export type Building = {
  readonly generation: number;
  /** `previous`: one that was live before catches up, to be live again. */
  readonly from: 'store' | 'topic' | 'previous';
  /** Hash of what it hears and of the text of its code: a build that was begun with another is no use. */
  readonly form: string;
  /** Position up to which the facts of each service are folded from its store. */
  readonly positions: Readonly<Record<string, number>>;
  /** Facts folded so far. */
  readonly folded: number;
  /** `differing`: built and caught up, but not the same as the live one, which nobody has accepted yet. */
  readonly phase: 'folding' | 'catching up' | 'differing';
  /** RFC 3339, UTC, by the database's clock. */
  readonly startedAt: string;
  /** Who builds: another one may take over when the time is up. In ms since 1970, by the database's clock. */
  readonly builder: string;
  readonly until: number;
};

/** The generations of one read model: the same projection, folded anew. One that was never rebuilt has the first alone. */
export type Generations = {
  /** `<name>.v<version>`: what the read model is called, whichever of its generations is live. */
  readonly model: string;
  readonly live: number;
  /** Was live before and is kept, to go back to. */
  readonly previous?: number;
  /** The highest number that was ever given; numbers are never given twice. */
  readonly highest: number;
  readonly building?: Building;
};

export const firstGeneration = (model: string): Generations => ({ model, live: 1, highest: 1 });

/** Where the documents of a generation lie, and what its checkpoints and parked streams are kept under: `<name>.v<version>`, then `<name>.v<version>~2` … */
export const nameOfGeneration = (model: string, generation: number): string =>
  generation === 1 ? model : `${model}~${generation}`;

/** The read model that a generation is one of. */
export const modelOfGeneration = (name: string): string => name.replace(/~\d+$/, '');

/** Name of the live generation. Of a process, which has but one, its own name. */
export const liveName = async (
  documents: { readonly generations: () => Promise<readonly Generations[]> },
  model: string,
): Promise<string> => {
  const found = (await documents.generations()).find((one) => one.model === model);
  return nameOfGeneration(model, found?.live ?? 1);
};
