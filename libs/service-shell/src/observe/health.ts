import { Controller, Get, HttpException, Inject } from '@nestjs/common';
import {
  HealthCheck,
  HealthCheckService,
  HealthIndicatorService,
  type HealthIndicatorFunction,
} from '@nestjs/terminus';
import { z } from 'zod';
import { Answer } from '../http/answer.ts';
import { Operation } from '../http/operation.ts';

/** One thing that must be well before the service is: resolves to what is known of it, rejects or says `up: false` when it is not. */
export type ReadinessCheck = {
  readonly name: string;
  readonly ask: () => Promise<{ readonly up: boolean } & Readonly<Record<string, string | number | boolean>>>;
};
export const READINESS = Symbol('readiness checks');
const askTimeoutMs = 3000;

const Known = z.record(z.string(), z.unknown());
const Health = z
  .object({
    status: z.enum(['ok', 'error', 'shutting_down']),
    info: Known.optional().describe('What is well'),
    error: Known.optional().describe('What is not'),
    details: Known.describe('Both'),
  })
  .meta({ id: 'Health' });

const within = async <Value>(ms: number, promise: Promise<Value>): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

@Controller('health')
export class HealthController {
  readonly #health: HealthCheckService;
  readonly #indicators: readonly HealthIndicatorFunction[];

  constructor(
    @Inject(HealthCheckService) health: HealthCheckService,
    @Inject(HealthIndicatorService) indicator: HealthIndicatorService,
    @Inject(READINESS) checks: readonly ReadinessCheck[],
  ) {
    this.#health = health;
    this.#indicators = checks.map(({ name, ask }) => async () => {
      const session = indicator.check(name);
      try {
        const { up, ...known } = await within(askTimeoutMs, ask());
        return up ? session.up(known) : session.down(known);
      } catch (error) {
        return session.down({ reason: error instanceof Error ? error.name : 'unknown' });
      }
    });
  }

  @Get('live')
  @Operation('health-live', { summary: 'The process runs; asks nothing else', answer: Health })
  live(): Answer {
    return new Answer(200, { status: 'ok', details: {} });
  }

  @Get('ready')
  @HealthCheck()
  @Operation('health-ready', {
    summary: 'All that the service needs is there',
    description:
      'Asks Kafka, MongoDB, the sequencer, the publisher, the projections, and whether the topic fits the store; 503 names what is down.',
    answer: Health,
  })
  async ready(): Promise<Answer> {
    try {
      return new Answer(200, await this.#health.check([...this.#indicators]));
    } catch (error) {
      if (!(error instanceof HttpException)) throw error;
      return new Answer(503, error.getResponse(), { 'retry-after': '2' });
    }
  }
}
