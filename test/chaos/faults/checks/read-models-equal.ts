import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import type { VerifiedService } from '@telemachy/ops';
import { repositoryRoot, serviceNames, type ServiceName } from '@telemachy/infra/testing';
import type { Stage } from '../stage/stage.ts';

/** The operator's command of one service, as it is built. */
export const startOps = (stage: Stage, service: ServiceName, words: readonly string[]) =>
  spawn(process.execPath, [join(repositoryRoot, 'services', service, 'dist', 'ops.js'), ...words], {
    env: { ...process.env, ...stage.envOf(service) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** What it prints. @throws Error with its own words where it prints nothing */
export const ops = async (stage: Stage, service: ServiceName, words: readonly string[]): Promise<unknown> => {
  const child = startOps(stage, service, words);
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (out.trim() === '') throw new Error(`ops ${service} ${words.join(' ')}: ${errors.trim()}`);
  return JSON.parse(out) as unknown;
};

/** What `ops verify` finds of every service: read models, processes, timers and claims, against their facts, by hash. */
export const readModelsEqual = async (stage: Stage): Promise<string[]> => {
  const verified = await Promise.all(serviceNames.map((service) => ops(stage, service, ['verify'])));
  return (verified as VerifiedService[]).flatMap(({ service, readModels, processes, claims }) => [
    ...[...readModels, ...processes]
      .filter(({ equal, behind, parked }) => !equal || behind > 0 || parked > 0)
      .map(
        ({ consumer, equal, behind, parked, differing, problem }) =>
          `${service} ${consumer} ${equal ? 'equals' : 'DIFFERS from'} its facts, ${behind} behind, ${parked} parked: ${problem ?? differing.join(', ')}`,
      ),
    ...(claims === null || claims.equal ? [] : [`${service}: claims differ from the facts: ${JSON.stringify(claims)}`]),
  ]);
};
