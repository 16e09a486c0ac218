import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from '@jest/globals';

const boundary = '@nx/enforce-module-boundaries';
const layer = 'no-restricted-imports';
const impure = 'no-restricted-syntax';

const forbidden = [
  [
    'the kernel imports a package',
    'libs/kernel/src/planted.ts',
    "import { z } from 'zod';\nexport const a = z;",
    boundary,
  ],
  [
    'the kernel imports contracts',
    'libs/kernel/src/planted.ts',
    "export { catalogue } from '@telemachy/contracts';",
    boundary,
  ],
  ['contracts import anything but zod', 'libs/contracts/src/planted.ts', "export { Kafka } from 'kafkajs';", boundary],
  [
    'contracts import the event store',
    'libs/contracts/src/planted.ts',
    "export * from '@telemachy/event-store';",
    boundary,
  ],
  [
    'a lib imports a service',
    'libs/event-store/src/planted.ts',
    "export * from '../../../services/goals/src/main.ts';",
    boundary,
  ],
  [
    'product code of a lib imports the test kit',
    'libs/event-store/src/planted.ts',
    "export * from '@telemachy/testing';",
    boundary,
  ],
  ['a service imports another by name', 'services/goals/src/planted.ts', "export * from '@telemachy/matching';", layer],
  [
    'a service imports another by path',
    'services/goals/src/planted.ts',
    "export * from '../../scheduling/src/main.ts';",
    boundary,
  ],
  ['a journey imports a service', 'test/journeys/planted.spec.ts', "export * from '@telemachy/goals';", layer],
  [
    'the test kit imports the event store',
    'libs/testing/src/planted.ts',
    "export * from '@telemachy/event-store';",
    boundary,
  ],
  [
    'domain code imports Nest',
    'services/goals/src/domain/planted.ts',
    "export { Module } from '@nestjs/common';",
    layer,
  ],
  [
    'domain code imports the store',
    'services/goals/src/domain/planted.ts',
    "export * from '@telemachy/event-store';",
    layer,
  ],
  [
    'domain code imports node',
    'services/goals/src/domain/planted.ts',
    "export { readFile } from 'node:fs/promises';",
    layer,
  ],
  [
    'domain code reaches out of domain/',
    'services/goals/src/domain/planted.ts',
    "export * from '../features/refusals.ts';",
    layer,
  ],
  [
    'a projection imports mongoose',
    'services/goals/src/read-models/goal-board/planted.projection.ts',
    "export { connect } from 'mongoose';",
    layer,
  ],
  [
    'a process imports a controller',
    'services/goals/src/processes/nudge/planted.process.ts',
    "export * from '../../features/set-goal/set-goal.controller.ts';",
    layer,
  ],
  [
    'domain code reads the clock',
    'services/goals/src/domain/planted.ts',
    'export const now = () => Date.now();',
    impure,
  ],
  [
    'domain code makes a date of now',
    'services/goals/src/domain/planted.ts',
    'export const now = () => new Date();',
    impure,
  ],
  [
    'domain code asks Temporal.Now',
    'services/goals/src/domain/planted.ts',
    'export const now = () => Temporal.Now.instant();',
    impure,
  ],
  [
    'domain code rolls dice',
    'services/goals/src/domain/planted.ts',
    'export const dice = () => Math.random();',
    impure,
  ],
  [
    'a controller takes a query without a schema',
    'services/goals/src/features/set-goal/planted.controller.ts',
    'export class A { a(@Query() query: object) { return query; } }',
    impure,
  ],
  [
    'a controller takes a parameter without a schema',
    'services/goals/src/read-models/goal-board/planted.controller.ts',
    "export class A { a(@Param('id') id: string) { return id; } }",
    impure,
  ],
  [
    'a controller takes the request itself',
    'services/goals/src/features/set-goal/planted.controller.ts',
    'export class A { a(@Req() request: object) { return request; } }',
    impure,
  ],
  [
    'a controller holds a model',
    'services/goals/src/features/set-goal/planted.controller.ts',
    "export type { Model } from 'mongoose';",
    layer,
  ],
  [
    'a controller holds a collection',
    'services/goals/src/read-models/goal-board/planted.controller.ts',
    "export type { Collection } from 'mongodb';",
    layer,
  ],
  [
    'a lib reads the environment',
    'libs/event-log/src/planted.ts',
    "export const a = process.env['KAFKA_BROKERS'];",
    impure,
  ],
  [
    'a lib takes the environment apart',
    'libs/event-log/src/planted.ts',
    'const { env } = process;\nexport const a = env;',
    impure,
  ],
  [
    'a service reads the environment',
    'services/goals/src/processes/nudge/planted.ts',
    "export const a = process.env['KAFKA_BROKERS'];",
    impure,
  ],
  [
    'a filter runs code in the database',
    'services/goals/src/read-models/goal-board/planted.ts',
    "export const a = { $where: 'true' };",
    impure,
  ],
  [
    'a filter runs code in the database by a quoted name',
    'libs/projections/src/planted.ts',
    "export const a = { ['$function']: 1, '$accumulator': 1 };",
    impure,
  ],
  [
    'a pattern is put together from values',
    'services/goals/src/planted.ts',
    'export const a = (text: string) => new RegExp(text);',
    impure,
  ],
  ['a text is run as code', 'services/goals/src/planted.ts', "export const a = () => eval('1');", 'no-eval'],
] as const;

const allowed = [
  ['a service imports a lib', 'services/goals/src/planted.ts', "export * from '@telemachy/event-store';"],
  [
    'domain code imports contracts',
    'services/goals/src/domain/planted.ts',
    "export * from '@telemachy/contracts/goals';",
  ],
  [
    'a projection reaches its own domain',
    'services/goals/src/read-models/goal-board/planted.projection.ts',
    "export * from '../../domain/goal.ts';",
  ],
  [
    'a spec of a service imports the test kit',
    'services/goals/src/planted.spec.ts',
    "export * from '@telemachy/testing';",
  ],
  [
    'a controller takes parsed parameters',
    'services/goals/src/features/set-goal/planted.controller.ts',
    "export class A { a(@Param('id', { schema: Id }) id: string, @Query({ schema: Q }) query: object) { return [id, query]; } }",
  ],
  [
    'a spec reads the environment',
    'libs/event-log/src/planted.spec.ts',
    "export const a = process.env['KAFKA_BROKERS'];",
  ],
  [
    'domain code works with a given time',
    'services/goals/src/domain/planted.ts',
    'export const at = (iso: string) => new Date(iso);',
  ],
] as const;

let broken: string[][] = [];

describe('the fences between layers', () => {
  beforeAll(() => {
    const planted = [...forbidden, ...allowed].map(([, filePath, code]) => ({ filePath, code: `${code}\n` }));
    const env = { ...process.env, NX_DAEMON: 'false' };
    // Without a project graph Nx's rule is skipped in silence, so the graph is made first.
    execFileSync('node_modules/.bin/nx', ['show', 'projects'], { env, stdio: 'pipe' });
    const answer = execFileSync('node', ['test/fences/lint-planted.mjs'], { env, input: JSON.stringify(planted) });
    broken = JSON.parse(answer.toString()) as string[][];
  }, 120_000);

  it.each(forbidden.map(([what, , , rule], at) => ({ what, rule, at })))('refuse that $what', ({ rule, at }) => {
    expect(broken[at]).toContain(rule);
  });

  it.each(allowed.map(([what], at) => ({ what, at: at + forbidden.length })))('allow that $what', ({ at }) => {
    expect(broken[at]).toEqual([]);
  });
});
