import { pendingTimers } from '@telemachy/processes';
import { collectionOf } from '@telemachy/projections';
import type { Registration } from './registration.ts';

export type KnownReadModel = Registration['service']['projections'][number];

/** What a service folds: its projections, and the list of timers where it has processes. */
export const readModelsOf = ({ service, processes = [] }: Registration): readonly KnownReadModel[] => [
  ...service.projections,
  ...(processes.length === 0 ? [] : [{ projection: pendingTimers(service.name) }]),
];

/** @param name with or without its version: `board`, `board.v1`. @throws Error that says which there are */
export const findReadModel = (registration: Registration, name: string | undefined): KnownReadModel => {
  const known = readModelsOf(registration);
  const found = known.find(({ projection }) => name === projection.name || name === collectionOf(projection));
  if (found !== undefined) return found;
  const names = known.map(({ projection }) => projection.name).toSorted();
  const asked = name === undefined ? 'name a read model' : `${registration.service.name} has no read model "${name}"`;
  throw new Error(`${asked}: ${names.join(', ')}`);
};
