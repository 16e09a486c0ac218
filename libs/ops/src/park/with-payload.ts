import { reactionsCollection } from '@telemachy/processes';
import { parkedCollection } from '@telemachy/projections';
import type { Db } from 'mongodb';
import type { ParkedItem } from './parked-items.ts';

/** What an item says, as it is stored: sealed values stay sealed. */
export type Shown = ParkedItem & { readonly payload?: unknown };

type WithPayload = {
  readonly facts?: readonly { readonly event: { readonly data: unknown } }[];
  readonly reaction?: unknown;
};

/** With what the facts and commands say, only where that is asked for. */
export const withPayload = async (db: Db, name: (consumer: string) => string, item: ParkedItem): Promise<Shown> => {
  if (item.kind === 'reaction') {
    const found = await db.collection<WithPayload & { _id: string }>(reactionsCollection).findOne({ _id: item.id });
    return { ...item, payload: found?.reaction };
  }
  const { tenant, stream, consumer } = item;
  const found = await db
    .collection(parkedCollection)
    .findOne<WithPayload>({ consumer: name(consumer), tenant, stream }, { projection: { facts: { $slice: 1 } } });
  return { ...item, payload: found?.facts?.[0]?.event.data };
};
