import type { Provider, Type } from '@nestjs/common';
import type { ServiceName } from '@telemachy/contracts';
import type { EventLog, Logger } from '@telemachy/event-log';
import type { ClaimSource, EventStore } from '@telemachy/event-store';
import type { Fact, Process, Projection } from '@telemachy/kernel';
import type { Dispatch } from '@telemachy/processes';
import type { Purposes } from '@telemachy/privacy';
import type { Db } from 'mongodb';
import type { z } from 'zod';
import type { Policy } from './access/policy.ts';
import type { Audited } from './audit/audited.ts';
import type { ShellConfig } from './config.ts';
import { leavers } from './people/leavers.projection.ts';
import { signOutIndexes, signOuts } from './people/sign-outs.projection.ts';
import type { FileSeals } from './words/file-seals.ts';
import type { Words } from './words/words.ts';
import type { ReadModels } from './read-models/read-models.ts';

/** A projection as a service runs it, and the indexes its questions need; each is led by `tenant`. */
export type ProjectionEntry = {
  // oxlint-disable-next-line typescript/no-explicit-any -- projections of all documents stand in one list
  readonly projection: Projection<any, any>;
  readonly indexes?: readonly Readonly<Record<string, 1 | -1>>[];
};

/** A process and who carries out its commands. */
export type ProcessEntry<State = unknown, Event extends Fact = never, Command = never> = {
  readonly process: Process<State, Event, Command>;
  readonly dispatch: Dispatch<Command>;
};
/** Puts a process of any types into a service's list. */
export const processEntry = <State, Event extends Fact, Command>(
  entry: ProcessEntry<State, Event, Command>,
): ProcessEntry => entry as unknown as ProcessEntry;

/** Work of a service besides its consumers (sending mail, running an import), done where `ROLE` is `worker` or `all`. */
export type Worker = {
  readonly name: string;
  /** Resolves when it runs, not when it is done. */
  start(): Promise<void>;
  /** Finishes what is begun, within a few seconds. */
  stop(): Promise<void>;
};

/** What a service's own parts are made of. */
export type Parts<Config extends ShellConfig = ShellConfig> = {
  readonly config: Config;
  readonly store: EventStore;
  readonly log: EventLog;
  /** The topic that carries a service's facts now; it may go on in another generation. */
  readonly topicOf: (service: string) => string;
  readonly database: Db;
  readonly readModels: ReadModels;
  readonly words: Words;
  readonly files: FileSeals;
  readonly logger: Logger;
};

/** All that makes a service this service; `startService` makes it run. */
export type ServiceDefinition<Config extends ShellConfig = ShellConfig> = {
  readonly name: ServiceName;
  readonly config: z.ZodType<Config>;
  readonly policy: Policy;
  /** As what decisions on each operation are audited. */
  readonly audited: Audited;
  readonly controllers: readonly Type[];
  /** Providers of the controllers; they may inject the shell's tokens (`EVENT_STORE`, `READ_MODELS` …). */
  readonly providers: readonly Provider[];
  readonly projections: readonly ProjectionEntry[];
  /** What the service opens for a purpose of its own, by purpose: classes of words, never those of a mentorship. */
  readonly purposes?: Purposes;
  /** What its streams hold by their facts: `ops` compares it with the claims, and makes them anew. */
  readonly claims?: readonly ClaimSource[];
  readonly processes?: (parts: Parts<Config>) => readonly ProcessEntry[];
  readonly workers?: (parts: Parts<Config>) => readonly Worker[];
};
/** What every service has to know, whatever it is for. */
const everyService: readonly ProjectionEntry[] = [
  { projection: leavers },
  { projection: signOuts, indexes: signOutIndexes },
];
/** Lets the compiler see that the parts of a service fit each other, and adds those that all services share. */
export const defineService = <Config extends ShellConfig>(
  definition: ServiceDefinition<Config>,
): ServiceDefinition<Config> => ({ ...definition, projections: [...definition.projections, ...everyService] });
