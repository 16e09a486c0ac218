import type { Random } from '../random.ts';
import type { Entry } from './ledger/entry.ts';
import type { Ledger, LoadOptions } from './ledger/ledger.ts';
import type { Stage } from './stage/stage.ts';

/** What a fault is given. */
export type Surroundings = {
  readonly stage: Stage;
  readonly random: Random;
  /** Everything rather than what a push has time for. */
  readonly all: boolean;
  /** Says what is wrong; the run counts it. */
  readonly violated: (what: string) => void;
  readonly say: (line: string) => void;
  /** The load that runs. */
  readonly ledger: Ledger;
};

/** What a fault came to. */
export type Injected = {
  /** How often the fault was made. */
  readonly runs: number;
  /** Of `bound`; where it is of the load, `measured` says it afterwards. */
  readonly reached?: number;
  /** A process that sends mail was killed, so some may have been sent twice. */
  readonly senderDied?: boolean;
};

/** What is known when all has come to rest. */
export type Afterwards = {
  readonly entries: readonly Entry[];
  /** Seconds from the healing until all was at rest; the load had ended by then. */
  readonly restSeconds: number;
};

/** A fault, by its name in the table of faults. */
export type Fault = {
  readonly name: string;
  /** What is done. */
  readonly what: string;
  /** Belongs to what a push runs. */
  readonly push?: boolean;
  /** What it needs that is not there, in words; `undefined` where all is there. */
  readonly needs?: (stage: Stage) => string | undefined;
  /** Figure that must not be passed. */
  readonly bound?: { readonly what: string; readonly limit: (stage: Stage) => number; readonly unit: string };
  /** Load beside the fault; as usual unless told. */
  readonly load?: Omit<LoadOptions, 'seed'>;
  readonly inject: (surroundings: Surroundings) => Promise<Injected>;
  /** The figure of `bound`, of the load. */
  readonly measured?: (afterwards: Afterwards) => number;
};
