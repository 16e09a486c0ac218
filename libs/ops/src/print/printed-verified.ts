import { differenceLines } from './printed-claims.ts';
import type { Compared } from '../verify/verify-consumer.ts';
import { isWell, type VerifiedService } from '../verify/verify.ts';

export type JoinedVerified = {
  readonly holds: boolean;
  readonly events: number;
  /** How many were compared. */
  readonly readModels: number;
  readonly processes: number;
  readonly claims: number;
  readonly services: readonly VerifiedService[];
};

/** @param asked how many services should have answered */
export const joinedVerified = (services: readonly VerifiedService[], asked: number): JoinedVerified => {
  const sum = (of: (service: VerifiedService) => number): number =>
    services.reduce((all, service) => all + of(service), 0);
  return {
    holds: services.length === asked && services.every(isWell),
    events: sum(({ events }) => events),
    readModels: sum(({ readModels }) => readModels.length),
    processes: sum(({ processes }) => processes.length),
    claims: sum(({ claims }) => claims?.claims ?? 0),
    services,
  };
};

const count = (value: number): string => value.toLocaleString('en');

const wordFor = (equal: boolean): string => (equal ? 'equal    ' : 'DIFFERENT');

const comparedLines = (service: string, kept: string, compared: Compared): readonly string[] => {
  const { consumer, equal, documents, differing, behind, parked, problem } = compared;
  const more = [
    ...(behind === 0 ? [] : [`; ${count(behind)} facts BEHIND`]),
    ...(parked === 0 ? [] : [`; ${count(parked)} streams PARKED and left out: npm run ops -- park list`]),
  ];
  return [
    `${wordFor(equal)} ${`${service} ${consumer}`.padEnd(40)} ${count(documents).padStart(7)} ${kept}${more.join('')}`,
    ...(problem === undefined ? [] : [`          ${problem}`]),
    ...differing.map((id) => `          ${id}`),
  ];
};

const claimLines = ({ service, claims }: VerifiedService): readonly string[] => {
  if (claims === null) return [];
  const { equal, differences } = claims;
  const told = equal ? '' : `; ${count(differences)} differ: npm run ops -- claims rebuild ${service}`;
  return [
    `${wordFor(equal)} ${`${service} claims`.padEnd(40)} ${count(claims.claims).padStart(7)} claims${told}`,
    ...differenceLines(claims),
  ];
};

export const printedVerified = ({ holds, events, services }: JoinedVerified): string => {
  const lines = services.flatMap((verified) => [
    ...verified.readModels.flatMap((one) => comparedLines(verified.service, 'documents', one)),
    ...verified.processes.flatMap((one) => comparedLines(verified.service, 'states', one)),
    ...claimLines(verified),
  ]);
  const what = 'every read model, process and claim is what the facts say';
  return [...lines, `${count(events)} events; ${holds ? what : `NOT ${what}`}`].join('\n');
};
