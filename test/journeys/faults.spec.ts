import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { signIn, until, UnexpectedAnswer, type Actor } from '@telemachy/infra/client';
import { killed, runningPlatform, whileStopped } from './running.ts';

type Program = { readonly id: string; readonly name: string };
const path = '/v1/programs';
const body = (name: string) => ({ name, purpose: 'To see what a fault leaves behind' });

let matching = '';
let authorization = '';
let coordinator: Actor;

const post = async (name: string, key: string, patienceMs = 20_000): Promise<Response> =>
  fetch(matching + path, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body(name)),
    signal: AbortSignal.timeout(patienceMs),
  });

/** By name: the errors of fetch come from outside the sandbox that Jest runs specs in. */
const isUnreachable = (problem: unknown): boolean => ['TypeError', 'TimeoutError'].includes((problem as Error).name);

const visible = (id: string): Promise<Program> =>
  until(`program ${id} to be readable`, 60, async () => {
    try {
      return await coordinator.get<Program>('matching', `${path}/${id}`);
    } catch (problem) {
      if (problem instanceof UnexpectedAnswer || isUnreachable(problem)) return undefined;
      throw problem;
    }
  });

/** Tries a request again as long as the service says that it cannot answer or is not there. */
const postUntilAnswered = (name: string, key: string): Promise<Program> =>
  until('an answer', 60, async () => {
    try {
      const response = await post(name, key);
      return response.status === 201 ? ((await response.json()) as Program) : undefined;
    } catch (problem) {
      if (isUnreachable(problem)) return undefined;
      throw problem;
    }
  });

describe('the platform under faults', () => {
  beforeAll(async () => {
    const { addresses } = await runningPlatform();
    matching = addresses.matching;
    coordinator = await signIn(addresses, 'coordinator', 'faults');
    const token = await fetch(`${addresses.issuer}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ as: 'coordinator', org: 'faults' }),
    });
    authorization = `Bearer ${((await token.json()) as { access_token: string }).access_token}`;
  });

  it('accepts a command while Kafka is down, and publishes it when Kafka returns', async () => {
    const response = await whileStopped('kafka', () => post('While Kafka is down', randomUUID()));
    expect(response.status).toBe(201);
    const { id } = (await response.json()) as Program;
    expect((await visible(id)).name).toBe('While Kafka is down');
  }, 120_000);

  it('answers 503 with Retry-After while MongoDB is down, and does the same command once when it returns', async () => {
    const key = randomUUID();
    const response = await whileStopped('mongod', () => post('While MongoDB is down', key));
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const { id } = await postUntilAnswered('While MongoDB is down', key);
    const again = await postUntilAnswered('While MongoDB is down', key);
    expect(again.id).toBe(id);
    expect((await visible(id)).name).toBe('While MongoDB is down');
  }, 120_000);

  it('loses and doubles nothing when the service is killed between commit and publish', async () => {
    const key = randomUUID();
    const { id } = await whileStopped('kafka', async () => {
      const response = await post('Killed before publishing', key);
      expect(response.status).toBe(201);
      await killed('matching');
      return (await response.json()) as Program;
    });
    expect((await visible(id)).name).toBe('Killed before publishing');
    const again = await postUntilAnswered('Killed before publishing', key);
    expect(again.id).toBe(id);
  }, 180_000);

  it.each(['scheduling', 'goals', 'notification'] as const)(
    'brings %s back after kill -9',
    async (name) => {
      await killed(name);
      const { addresses } = await runningPlatform();
      const ready = await until(`${name} to be ready`, 60, async () => {
        try {
          const response = await fetch(`${addresses[name]}/health/ready`);
          return response.ok ? true : undefined;
        } catch {
          return undefined;
        }
      });
      expect(ready).toBe(true);
    },
    120_000,
  );
});
