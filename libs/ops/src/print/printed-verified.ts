import type { VerifiedService } from '../verify.ts';

export type JoinedVerified = {
  readonly holds: boolean;
  readonly events: number;
  /** How many were compared. */
  readonly readModels: number;
  readonly services: readonly VerifiedService[];
};

/** @param asked how many services should have answered */
export const joinedVerified = (services: readonly VerifiedService[], asked: number): JoinedVerified => {
  const all = services.flatMap(({ readModels }) => readModels);
  return {
    holds: services.length === asked && all.every(({ equal }) => equal),
    events: services.reduce((sum, { events }) => sum + events, 0),
    readModels: all.length,
    services,
  };
};

export const printedVerified = ({ holds, events, services }: JoinedVerified): string => {
  const lines = services.flatMap(({ service, readModels }) =>
    readModels.flatMap(({ readModel, equal, documents, differing }) => [
      `${equal ? 'equal    ' : 'DIFFERENT'} ${`${service} ${readModel}`.padEnd(40)} ${String(documents).padStart(7)} documents`,
      ...(equal ? [] : differing.map((id) => `          ${id}`)),
    ]),
  );
  const told = holds ? 'every read model equals its rebuild' : 'NOT every read model equals its rebuild';
  return [...lines, `${events} events; ${told}`].join('\n');
};
