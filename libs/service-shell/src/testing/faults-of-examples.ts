import type { Type } from '@nestjs/common';
import { exampleOf } from '../docs/examples.ts';
import { routesOf, type Route } from '../http/routes.ts';

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};
const faultsOf = ({ operation, body }: Route, at: Date): readonly string[] => {
  if (body === undefined) return [];
  const example = operation && exampleOf(operation, at);
  if (example === undefined) return body.safeParse(undefined).success ? [] : ['needs a body and shows none'];
  const issues = body.safeParse(example).error?.issues ?? [];
  const today = at.toISOString().slice(0, 10);
  const over = textsIn(example).filter((text) => /^\d{4}-\d\d-\d\d/.test(text) && text.slice(0, 10) <= today);
  return [
    ...issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    ...over.map((text) => `${text} does not lie ahead`),
  ];
};

/** What keeps the documented bodies of a service from working when somebody pastes them at this time: one line each. */
export const faultsOfExamples = (controllers: readonly Type[], at: Date): readonly string[] =>
  routesOf(controllers).flatMap((route) =>
    faultsOf(route, at).map((fault) => `${route.operation?.name ?? route.at}: ${fault}`),
  );
