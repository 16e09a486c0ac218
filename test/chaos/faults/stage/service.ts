import { fileURLToPath } from 'node:url';
import {
  builtServices,
  controlled,
  nodeProgram,
  until,
  type Controlled,
  type ServiceName,
} from '@telemachy/infra/testing';
import type { CrashPointName } from '../crash/crash-points.ts';

const planting = fileURLToPath(new URL('../crash/plant.ts', import.meta.url));
const graceMs = 10_000;

/** A real service, built as it is released, in a process that a fault can kill, freeze and crash at a named point. */
export type Service = Controlled & {
  readonly service: ServiceName;
  /** Its next start, and only that, ends at this point when it comes there for the n-th time. */
  crashNextAt(point: CrashPointName, times: number): void;
  /** Waits until it says that it is ready. @returns how long that took, in ms */
  ready(withinMs?: number): Promise<number>;
};

export type ServiceOptions = {
  readonly service: ServiceName;
  /** Beside the service itself, others of its kind may run. */
  readonly name?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
  readonly logDir: string;
};

export const serviceOf = ({ service, name = service, env, url, logDir }: ServiceOptions): Service => {
  let crash: string | undefined;
  const program = () => {
    const crashing = crash === undefined ? [] : ['--import', planting];
    const script = [...crashing, ...builtServices[service]];
    const given = crash === undefined ? { ...env } : { ...env, CHAOS_CRASH_AT: crash };
    return nodeProgram({ name, script, env: given, graceMs }, logDir);
  };
  const running = controlled(program);
  return {
    ...running,
    service,
    async start() {
      await running.start();
      crash = undefined;
    },
    crashNextAt(point, times) {
      crash = `${point}:${times}`;
    },
    async ready(withinMs = 120_000) {
      const from = performance.now();
      const answers = async (): Promise<true | undefined> => {
        const { status } = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
        return status === 200 ? true : undefined;
      };
      await until(`${name} being ready (its log: ${running.logFile})`, answers, { withinMs, everyMs: 100 });
      return performance.now() - from;
    },
  };
};
