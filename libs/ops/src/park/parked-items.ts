import { hash } from 'node:crypto';
import { reactionsCollection } from '@telemachy/processes';
import { collectionOf, liveName, mongoDocuments, parkedCollection } from '@telemachy/projections';
import type { Db } from 'mongodb';
import { readModelsOf } from '../read-models-of.ts';
import type { Registration } from '../registration.ts';

/** The fact that a consumer could not handle, or that led to a reaction. Nothing of what it says. */
export type FactNamed = { readonly id: string; readonly version: number; readonly type: string };

type Common = {
  /** The same for all that failed alike in one consumer. */
  readonly group: string;
  /** `<name>.v<version>`. */
  readonly consumer: string;
  readonly tenant: string;
  readonly reason: string;
  readonly since?: string;
};
/** A stream whose facts wait, from the one that could not be handled. */
export type ParkedItem = Common &
  (
    | { readonly kind: 'stream'; readonly stream: string; readonly first: FactNamed; readonly facts: number }
    | {
        readonly kind: 'reaction';
        readonly id: string;
        readonly instance: string;
        readonly factId: string;
        /** The command's type, or what is asked of a timer. */
        readonly asks: string;
      }
  );

const particular = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{24,}\b|\d{4}-\d\d-\d\dT[\d:.]+Z?|\d{4,}/gi;

/** Failures are alike where their reasons differ by no more than ids, instants and long numbers. */
export const groupOf = (service: string, consumer: string, kind: ParkedItem['kind'], reason: string): string =>
  hash('sha256', [service, consumer, kind, reason.replaceAll(particular, '…')].join('\n'), 'hex').slice(0, 8);

type StoredStream = {
  readonly tenant: string;
  readonly stream: string;
  readonly reason: string;
  readonly since: string;
  readonly facts: number;
  readonly first: { readonly id: string; readonly version: number; readonly event: { readonly type: string } };
};
type StoredReaction = {
  readonly _id: string;
  readonly tenant: string;
  readonly instance: string;
  readonly factId: string;
  readonly reason: string;
  readonly since?: string;
  readonly kind: string;
  readonly command?: string;
};

const streamsOf = async (service: string, db: Db, consumer: string, name: string): Promise<ParkedItem[]> => {
  const found = await db
    .collection(parkedCollection)
    .aggregate<StoredStream>([
      { $match: { consumer: name } },
      { $sort: { _id: 1 } },
      {
        $project: {
          tenant: 1,
          stream: 1,
          reason: 1,
          since: 1,
          facts: { $size: '$facts' },
          first: { $arrayElemAt: ['$facts', 0] },
        },
      },
      { $unset: 'first.event.data' },
    ])
    .toArray();
  return found.map(({ tenant, stream, reason, since, facts, first: { id, version, event } }) => {
    const group = groupOf(service, consumer, 'stream', reason);
    return { kind: 'stream', group, consumer, tenant, stream, reason, since, facts, first: { id, version, ...event } };
  });
};

const reactionsOf = async (service: string, db: Db, consumer: string): Promise<ParkedItem[]> => {
  const found = await db
    .collection(reactionsCollection)
    .aggregate<StoredReaction>([
      { $match: { consumer, state: 'parked' } },
      { $sort: { _id: 1 } },
      {
        $project: {
          tenant: 1,
          instance: 1,
          factId: 1,
          reason: 1,
          since: 1,
          kind: '$reaction.kind',
          command: '$reaction.command.type',
        },
      },
    ])
    .toArray();
  return found.map(({ _id, reason, since, kind, command, tenant, instance, factId }) => {
    const group = groupOf(service, consumer, 'reaction', reason);
    const item = { kind: 'reaction', group, consumer, tenant, id: _id, instance, factId } as const;
    return { ...item, reason, asks: command ?? kind, ...(since === undefined ? {} : { since }) };
  });
};

/** All that the consumers of a service have set aside: read models in their live generation, processes with what they gave up. */
export const parkedItems = async (registration: Registration, db: Db): Promise<readonly ParkedItem[]> => {
  const { service, processes = [] } = registration;
  const documents = mongoDocuments(db);
  const items: ParkedItem[] = [];
  for (const { projection } of readModelsOf(registration)) {
    const consumer = collectionOf(projection);
    items.push(...(await streamsOf(service.name, db, consumer, await liveName(documents, consumer))));
  }
  for (const process of processes) {
    const consumer = collectionOf(process);
    items.push(...(await streamsOf(service.name, db, consumer, consumer)));
    items.push(...(await reactionsOf(service.name, db, consumer)));
  }
  return items;
};
