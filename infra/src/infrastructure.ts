import { chooseProvider, type Provider } from '../bootstrap/provider.mjs';
import { startDocker } from './docker.ts';
import { startEmbedded } from './embedded/embedded.ts';
import { useEnvironment } from './environment.ts';
import type { Kept } from './keep-running.ts';
import type { Ports } from './ports.ts';

export interface InfrastructureOptions {
  /** Holds data and logs of what we start ourselves. */
  readonly dataDir: string;
  /** `run` keeps its data and has usual ports; `test` and `bench` take any free ports, and `test` lets tests inject faults. */
  readonly purpose: 'run' | 'test' | 'bench';
  readonly ports: Ports;
  /** Gets lines for people: taken ports, servers that ended and were started again. */
  readonly say: (line: string) => void;
  /** Called with the process id whenever a server was started, also for the first time. */
  readonly onPid?: (pid: number) => void;
}

/** A real Kafka and a real MongoDB replica set, wherever they come from. */
export interface Infrastructure {
  readonly provider: Provider;
  readonly mongoUri: string;
  readonly kafkaBrokers: readonly string[];
  /** Our own child processes; none when somebody else runs the servers. */
  readonly processes: readonly Kept[];
  /** Stops what we started and nothing else. */
  stop(): Promise<void>;
}

/**
 * Provides Kafka and MongoDB, by the first of these that applies: addresses in the environment, Docker where an engine answers,
 * embedded processes. `TELEMACHY_INFRASTRUCTURE` names one instead.
 *
 * @throws when the servers cannot be reached or started
 */
export async function startInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const choice = await chooseProvider(process.env);
  if ('fault' in choice) throw new Error(choice.fault);
  switch (choice.provider) {
    case 'environment':
      return useEnvironment(process.env);
    case 'docker':
      return startDocker(options);
    case 'embedded':
      return startEmbedded(options);
  }
}
