import { hash } from 'node:crypto';
import type { DocumentStore, UnitOfWork } from '../document-store.ts';
import type { AnyProjection } from '../fold.ts';
import { nameOfGeneration, type Building, type Generations } from '../generations.ts';

/** Somebody else builds this read model just now. */
export class BuildUnderWay extends Error {
  override readonly name = 'BuildUnderWay';
  constructor({ model, building }: Generations) {
    super(
      `${building?.builder} has been building ${model} since ${building?.startedAt}. Wait for it, or stop it: ` +
        'the next one goes on with what it has built, ten seconds after it ended',
    );
  }
}

/** Another one took the build over while this one was away. */
export class BuildLost extends Error {
  override readonly name = 'BuildLost';
}

/** How long a builder that was killed keeps others waiting, in ms; it renews this with all that it keeps. */
export const claimMs = 10_000;

export type ClaimOptions = {
  readonly documents: DocumentStore;
  readonly model: string;
  readonly from: Building['from'];
  /** `formOf` the projection. */
  readonly form: string;
  /** Unique for each builder that ever was. */
  readonly builder: string;
  /** The generation that is to be live again, instead of a new one. */
  readonly previous?: number;
  /** Gives up what was begun, and begins a new generation. */
  readonly anew?: boolean;
  /** Goes on also with one that was built and differed. */
  readonly acceptDifferences?: boolean;
};

/** The same for code that folds alike, as far as its text tells: what it calls is not seen. */
export const formOf = ({ hears, keyOf, apply }: AnyProjection): string =>
  hash('sha256', JSON.stringify([hears.toSorted(), String(keyOf), String(apply)]), 'hex').slice(0, 16);

const isOfUse = (building: Building, { from, form, previous, anew, acceptDifferences }: ClaimOptions): boolean =>
  anew !== true &&
  (building.phase !== 'differing' || acceptDifferences === true) &&
  building.from === from &&
  building.form === form &&
  (previous === undefined || previous === building.generation);

/** What changes of a build, given how it is kept. */
export type BuildChange = (building: Building) => Partial<Building>;

export type BuildClaim = {
  readonly generation: number;
  /** Of the generation. */
  readonly name: string;
  readonly resumed: boolean;
  /** As it is kept. @throws BuildLost */
  readonly building: () => Promise<Building>;
  /** Keeps what has changed and renews the claim, as a part of a unit of work. @throws BuildLost */
  readonly keep: (unit: UnitOfWork, change?: BuildChange) => Promise<void>;
  /** Lets others go on at once, where it is ours and not done. */
  readonly release: () => Promise<void>;
  /** The generation of a build that is no use any more and was given up for this one. */
  readonly abandoned: string | undefined;
};

/**
 * Takes the right to build: goes on with what a builder left that is gone, or begins a new generation.
 * @throws BuildUnderWay
 */
export const claimBuild = async (options: ClaimOptions): Promise<BuildClaim> => {
  const { documents, model, from, form, builder } = options;
  const now = await documents.now();
  const begin = (generation: number): Building => ({
    generation,
    from,
    form,
    positions: {},
    folded: 0,
    phase: options.previous === undefined ? 'folding' : 'catching up',
    startedAt: new Date(now).toISOString(),
    builder,
    until: now + claimMs,
  });
  const { before, mine } = await documents.transact(async (unit) => {
    const generations = await unit.generationsOf(model);
    const found = generations.building;
    if (found !== undefined && found.builder !== builder && found.until > now) throw new BuildUnderWay(generations);
    const going = found !== undefined && isOfUse(found, options) ? found : undefined;
    const building =
      going === undefined
        ? begin(options.previous ?? generations.highest + 1)
        : { ...going, builder, until: now + claimMs };
    const highest = Math.max(generations.highest, building.generation);
    await unit.keepGenerations({ ...generations, highest, building });
    return { before: found, mine: building };
  });
  const { generation } = mine;
  const owned = ({ building }: Generations): Building => {
    if (building?.builder !== builder) throw new BuildLost(`${model} is built by somebody else now`);
    return building;
  };
  const keep: BuildClaim['keep'] = async (unit, change = () => ({})) => {
    const generations = await unit.generationsOf(model);
    const building = owned(generations);
    const until = (await documents.now()) + claimMs;
    await unit.keepGenerations({ ...generations, building: { ...building, ...change(building), until } });
  };
  return {
    generation,
    name: nameOfGeneration(model, generation),
    resumed: before?.generation === generation,
    abandoned:
      before === undefined || before.from === 'previous' || before.generation === generation
        ? undefined
        : nameOfGeneration(model, before.generation),
    building: () => documents.transact(async (unit) => owned(await unit.generationsOf(model))),
    keep,
    release: () =>
      documents.transact(async (unit) => {
        const { building, ...rest } = await unit.generationsOf(model);
        if (building?.builder === builder) await unit.keepGenerations({ ...rest, building: { ...building, until: 0 } });
      }),
  };
};
