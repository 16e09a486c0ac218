import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { mongoTimerDesk, pendingTimers, runProcess, runTimers, type Timers } from '@telemachy/processes';
import { collectionOf, liveName, runProjection, type Running } from '@telemachy/projections';
import type { Infrastructure } from '../infrastructure.ts';
import type { ServiceDefinition, Worker } from '../service.ts';
import { consumerStatuses, type Consuming } from './consumer-statuses.ts';
import { outlasting } from './outlasting.ts';
import { startRelay, type Relay } from './relay.ts';

/**
 * The words of Nest's own Kafka transport: `disconnected` until MongoDB and Kafka are there and every consumer has joined, then as the consumer that is
 * least well (`crashed`: it is started again by itself); `stopped` when all that ran has ended.
 */
export type FactsStatus = Consuming | 'stopped';

/** All that a service does with facts rather than with requests. */
export type AtWork = {
  readonly relay: Relay | undefined;
  readonly projections: readonly Running[];
  readonly processes: readonly Running[];
  readonly timers: Timers | undefined;
};

const nothing: AtWork = { relay: undefined, projections: [], processes: [], timers: undefined };

/**
 * Facts as a transport of `@nestjs/microservices`: `listen` starts relay, projections, processes, timers and workers once MongoDB and Kafka are there,
 * `close` stops them in the opposite order. The built-in Kafka transport knows neither batches nor our own checkpoints.
 */
export class FactsStrategy extends Server<never, FactsStatus> implements CustomTransportStrategy {
  readonly #definition: ServiceDefinition;
  readonly #infrastructure: Infrastructure;
  readonly #stopping = new AbortController();
  #atWork: AtWork = nothing;
  #workers: readonly Worker[] = [];
  /** Starting and stopping, one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #prepared = false;
  #status: FactsStatus = 'disconnected';
  readonly #consumers = consumerStatuses(() => this.#tell());

  constructor(definition: ServiceDefinition, infrastructure: Infrastructure) {
    super();
    this.#definition = definition;
    this.#infrastructure = infrastructure;
  }

  /** Resolves at once: a service is up before what it needs is, and says in its health what it waits for. */
  listen(callback: (error?: unknown) => void): void {
    this.#become('disconnected');
    this.#turn = this.#begin();
    callback();
  }

  /** Resolves when every batch that runs has ended with its checkpoint, and every command of a process with its outcome. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#turn;
    await Promise.allSettled(this.#workers.map((worker) => worker.stop()));
    await this.#stopWork();
    this.#become('stopped');
  }

  /** Nobody listens for the transport's own events; facts go to projections and processes. */
  on(): never {
    throw new Error('this transport has no events of its own');
  }

  unwrap<T>(): T {
    return this.#atWork as T;
  }

  get atWork(): AtWork {
    return this.#atWork;
  }

  get now(): FactsStatus {
    return this.#status;
  }

  /** Whether MongoDB and Kafka were there, once. */
  get prepared(): boolean {
    return this.#prepared;
  }

  /** Consumers that leave are no news while all of them do. */
  #tell(): void {
    if (!this.#stopping.signal.aborted) this.#become(this.#prepared ? this.#consumers.now() : 'disconnected');
  }

  #become(status: FactsStatus): void {
    this.#status = status;
    this._status$.next(status);
  }

  async #begin(): Promise<void> {
    const { signal } = this.#stopping;
    await this.#infrastructure.prepare(signal);
    if (signal.aborted) return;
    const { parts } = this.#infrastructure;
    const works = parts.config.ROLE !== 'api';
    if (works) await this.#startWork();
    if (works) await this.#startWorkers();
    // Who is about to stop does not begin anew; who only answers just looks elsewhere.
    this.#infrastructure.watchTopics(() => {
      if (works) this.#turn = this.#turn.then(() => this.#beginAnew());
    }, signal);
    if (signal.aborted) return;
    this.#prepared = true;
    this.#tell();
    parts.logger.info({ role: parts.config.ROLE }, 'at work');
  }

  /** Reads and writes the topics that there are now. */
  async #beginAnew(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    await this.#stopWork();
    await this.#startWork();
  }

  async #stopWork(): Promise<void> {
    const { relay, projections, processes, timers } = this.#atWork;
    this.#atWork = nothing;
    await Promise.allSettled([...processes, ...projections].map((running) => running.stop()));
    await timers?.stop();
    await relay?.stop();
  }

  async #startWorkers(): Promise<void> {
    const { workers = () => [] } = this.#definition;
    this.#workers = workers(this.#infrastructure.parts);
    await Promise.all(this.#workers.map((worker) => worker.start()));
  }

  async #startWork(): Promise<void> {
    const { name, projections, processes = () => [] } = this.#definition;
    const { parts, documents, topicOf, mongo } = this.#infrastructure;
    const logFor = (hears: readonly string[]) => this.#consumers.watched(this.#infrastructure.logFor(hears));
    const { store, logger } = parts;
    const common = { service: name, documents, logger, topicOf };
    const entries = processes(parts);
    const relay = startRelay({ service: name, topic: topicOf(name), db: mongo.db, store, log: logFor([]), logger });
    this.#atWork = {
      relay,
      projections: await Promise.all(
        projections.map(({ projection }) => runProjection({ ...common, projection, log: logFor(projection.hears) })),
      ),
      processes: await Promise.all(
        entries.map(({ process, dispatch }) =>
          runProcess({ ...common, process, dispatch: outlasting(dispatch), store, log: logFor(process.hears) }),
        ),
      ),
      timers:
        entries.length === 0
          ? undefined
          : await runTimers({
              ...common,
              log: logFor([]),
              store,
              desk: mongoTimerDesk(mongo.db, () => liveName(documents, collectionOf(pendingTimers(name)))),
            }),
    };
  }
}
