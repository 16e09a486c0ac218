import { mongoEventStore } from '@telemachy/event-store';
import type { Recorded } from '@telemachy/kernel';
import { factsOf } from '../facts-of.ts';
import type { Installation } from '../installation.ts';

/** Position of the last fact of each service. */
export type Heads = ReadonlyMap<string, number>;

export const headsOf = async (
  { databaseOf }: Pick<Installation, 'databaseOf'>,
  services: readonly string[],
): Promise<Heads> => {
  const heads = services.map(
    async (service) => [service, await mongoEventStore({ db: databaseOf(service) }).lastPosition()] as const,
  );
  return new Map(await Promise.all(heads));
};

async function* merged(one: AsyncGenerator<Recorded>, other: AsyncGenerator<Recorded>): AsyncGenerator<Recorded> {
  let [a, b] = [await one.next(), await other.next()];
  while (a.done !== true || b.done !== true) {
    if (b.done === true || (a.done !== true && a.value.recordedAt <= b.value.recordedAt)) {
      if (a.done === true) return;
      yield a.value;
      a = await one.next();
    } else {
      yield b.value;
      b = await other.next();
    }
  }
}

async function* none(): AsyncGenerator<Recorded> {}

/** Facts of several services up to these heads, those of each in position order, among one another by when they were recorded. */
export const factsInOrder = (
  { databaseOf }: Pick<Installation, 'databaseOf'>,
  heads: Heads,
): AsyncGenerator<Recorded> =>
  [...heads]
    .map(([service, to]) => factsOf(mongoEventStore({ db: databaseOf(service) }), { to }))
    .reduce(merged, none());

/** The same, one service after the other: for who may have heard them so. */
export async function* oneByOne(
  installation: Pick<Installation, 'databaseOf'>,
  heads: Heads,
  services: readonly string[],
): AsyncGenerator<Recorded> {
  for (const service of services) yield* factsInOrder(installation, new Map([[service, heads.get(service) ?? 0]]));
}
