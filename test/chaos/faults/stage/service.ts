import { fileURLToPath } from 'node:url';
import {
  builtServices,
  controlled,
  nodeProgram,
  repositoryRoot,
  until,
  type Controlled,
  type ServiceName,
} from '@telemachy/infra/testing';
import type { CrashPointName } from '../crash/crash-points.ts';

const graceMs = 10_000;
const planting = fileURLToPath(new URL('../crash/plant-bug.ts', import.meta.url));
const crashing = fileURLToPath(new URL('../crash/plant.ts', import.meta.url));

/** What is other than usual in one start. */
export type Otherwise = {
  readonly env?: Readonly<Record<string, string>>;
  /** Modules that are loaded before the service. */
  readonly imports?: readonly string[];
};

/** A real service, built as it is released, in a process that a fault can kill, freeze and crash at a named point. */
export type Service = Controlled & {
  readonly service: ServiceName;
  /** Where it answers. */
  readonly url: string;
  /** Its next start, and only that, is otherwise. */
  nextStart(otherwise: Otherwise): void;
  /** Its next start, and only that, ends at this point when it comes there for the n-th time after it is armed. */
  crashNextAt(point: CrashPointName, times: number): void;
  arm(): void;
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
  /** A bug that is in each start from when it is told. */
  readonly planted?: (() => string | undefined) | undefined;
  /** Of another release, built; this one unless told. */
  readonly folder?: string | undefined;
};

export const serviceOf = (options: ServiceOptions): Service => {
  const { service, name = service, env, url, logDir, planted, folder = repositoryRoot } = options;
  let next: Otherwise = {};
  const built = builtServices[service].map((word) => word.replace(repositoryRoot, folder));
  const program = () => {
    const { imports = [], env: other } = next;
    const bugged = planted?.();
    const loaded = [...(bugged === undefined ? [] : [planting]), ...imports];
    const script = [...loaded.flatMap((module) => ['--import', module]), ...built];
    const bug = bugged === undefined ? {} : { CHAOS_PLANTED: bugged };
    return nodeProgram({ name, script, env: { ...env, ...bug, ...other }, graceMs }, logDir);
  };
  const running = controlled(program);
  return {
    ...running,
    service,
    url,
    async start() {
      await running.start();
      next = {};
    },
    nextStart(otherwise) {
      next = otherwise;
    },
    crashNextAt(point, times) {
      next = { imports: [crashing], env: { CHAOS_CRASH_AT: `${point}:${times}` } };
    },
    arm() {
      const pid = running.pid();
      if (pid === undefined) throw new Error(`${name} does not run`);
      process.kill(pid, 'SIGUSR2');
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
