import { ownerOf } from '@telemachy/contracts';
import { readSequencerLease, type SequencerLease } from '@telemachy/event-store';
import { countParked, timerBacklog, type ParkedCount, type TimerBacklog } from '@telemachy/processes';
import {
  collectionOf,
  modelOfGeneration,
  mongoDocuments,
  nameOfGeneration,
  type Building,
  type Generations,
} from '@telemachy/projections';
import type { Db } from 'mongodb';
import type { Installation } from './installation.ts';
import { readModelsOf } from './read-models-of.ts';
import type { Heard, Registration } from './registration.ts';
import { lagIn, together, type Lag } from './status/consumer-lag.ts';
import { topicStateOf, type TopicState } from './status/topic-state.ts';

export type ConsumerStatus = {
  /** `<name>.v<version>`. */
  readonly consumer: string;
  /** `left-over`: it has checkpoints, but no such projection or process is known to this version of the service. */
  readonly kind: 'projection' | 'process' | 'left-over';
  /** Which generation of the read model is live, and what is built beside it, where it was ever rebuilt. */
  readonly live?: string;
  readonly building?: { readonly generation: string; readonly phase: Building['phase']; readonly builder: string };
  readonly lag: Lag;
  readonly parked: ParkedCount;
};

export type ServiceStatus = {
  readonly service: string;
  /** Position of the last numbered fact. */
  readonly head: number;
  /** Position up to which Kafka has the facts. */
  readonly published: number;
  readonly topic: string;
  /** `null` while no sequencer has ever run. */
  readonly sequencer: SequencerLease | null;
  readonly timers: TimerBacklog;
  readonly consumers: readonly ConsumerStatus[];
};

const clockOf = async (db: Db): Promise<number> => {
  const hello = await db.command({ hello: 1 });
  return hello['localTime'] instanceof Date ? hello['localTime'].getTime() : Date.now();
};

type Known = Heard & { readonly kind: ConsumerStatus['kind'] };

/** What hears facts in this service: what its code names, and whatever else has left checkpoints. */
const consumersOf = async (registration: Registration, db: Db): Promise<readonly Known[]> => {
  const { processes = [] } = registration;
  const known: Known[] = [
    ...readModelsOf(registration).map(({ projection: { name, version, hears } }): Known => ({
      name,
      version,
      hears,
      kind: 'projection',
    })),
    ...processes.map(({ name, version, hears }): Known => ({ name, version, hears, kind: 'process' })),
  ];
  const names = new Set(known.map(collectionOf));
  const seen = await mongoDocuments(db).consumers();
  const leftOver = seen
    .filter((name) => !names.has(modelOfGeneration(name)))
    .map((consumer): Known => {
      const [, name = consumer, version = '1'] = /^(.*)\.v(\d+)$/.exec(consumer) ?? [];
      return { name, version: Number(version), hears: [], kind: 'left-over' };
    });
  return [...known, ...leftOver];
};

const generationsTold = (found: Generations | undefined): Pick<ConsumerStatus, 'live' | 'building'> => {
  if (found === undefined) return {};
  const { model, building } = found;
  const live = { live: nameOfGeneration(model, found.live) };
  if (building === undefined) return live;
  const { phase, builder } = building;
  return { ...live, building: { generation: nameOfGeneration(model, building.generation), phase, builder } };
};

/** How far one service's facts, read models and processes are. */
export const status = async (
  registration: Registration,
  installation: Pick<Installation, 'databaseOf' | 'topicOf'>,
): Promise<ServiceStatus> => {
  const { name } = registration.service;
  const db = installation.databaseOf(name);
  const documents = mongoDocuments(db);
  const states = new Map<string, Promise<TopicState>>();
  const stateOf = (owner: string): Promise<TopicState> => {
    const state = states.get(owner) ?? topicStateOf(owner, installation);
    states.set(owner, state);
    return state;
  };
  const [now, own, sequencer, parked, consumers, timers, generations] = await Promise.all([
    clockOf(db),
    stateOf(name),
    readSequencerLease(db),
    countParked(db),
    consumersOf(registration, db),
    timerBacklog(db, documents, name),
    documents.generations(),
  ]);
  const statusOf = async ({ kind, hears, ...named }: Known): Promise<ConsumerStatus> => {
    const consumer = collectionOf(named);
    const rebuilt = generations.find(({ model }) => model === consumer);
    const live = nameOfGeneration(consumer, rebuilt?.live ?? 1);
    const checkpoints = await documents.checkpointsOf(live);
    const owners = [...new Set(hears.map(ownerOf))];
    const lags = await Promise.all(owners.map(async (owner) => lagIn(await stateOf(owner), checkpoints, now)));
    return { consumer, kind, ...generationsTold(rebuilt), lag: together(lags), parked: parked(live) };
  };
  return {
    service: name,
    head: own.head,
    published: own.published,
    topic: own.topic,
    sequencer: sequencer ?? null,
    timers,
    consumers: await Promise.all(consumers.map(statusOf)),
  };
};
