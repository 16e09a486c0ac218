import type { Planted } from '../../planting.ts';

/** A bug that could be there, planted into the services as they are built. */
export type PlantedBug = {
  /** What is wrong, in the words of a reviewer. */
  readonly bug: string;
  /** By which it is found. */
  readonly foundBy: string;
  readonly change: Planted;
};

export const plantedBugs: Readonly<Record<string, PlantedBug>> = {
  'progress-before-acknowledgement': {
    bug: 'the publisher says how far it is before Kafka has it',
    foundBy: 'F1',
    change: {
      file: 'libs/event-log/dist/publisher.js',
      replace: 'const sending = log.produce(topic, records);',
      by: 'await progress.save(topic, saved, to); saved = to; const sending = log.produce(topic, records);',
    },
  },
  'numbers-forgotten': {
    bug: 'the numbers of the partitions begin anew with each process',
    foundBy: 'F2',
    change: {
      file: 'libs/event-log/dist/publisher.js',
      replace: 'const from = saved ?? {',
      by: 'const from = { position: saved?.position ?? 0, partitionseqs: Array.from({ length: partitions }, () => 0) }; const unused = {',
    },
  },
  'checkpoint-first': {
    bug: 'the checkpoint moves before the documents are written, not with them',
    foundBy: 'F3',
    change: {
      file: 'libs/projections/dist/projection-step.js',
      replace: 'const { before, after } = await documents.transact(async (unit) => {',
      by: `await documents.transact((unit) => unit.moveCheckpoint(key, from, to));
        const { before, after } = await documents.transact(async (whole) => { const unit = { ...whole, moveCheckpoint: async () => {} };`,
    },
  },
  'command-without-identity': {
    bug: 'a command that is sent again is done again',
    foundBy: 'F37',
    change: {
      file: 'libs/service-shell/dist/http/command-context.js',
      replace: 'const id = commandIdFrom({ tenant: caller.tenant, caller: caller.actor, route, idempotencyKey });',
      by: 'const id = randomUUID();',
    },
  },
  'acknowledged-before-durable': {
    bug: 'an answer waits for one member of the set, not for most of them',
    foundBy: 'F12',
    change: {
      file: 'libs/event-store/dist/mongo/insert-commits.js',
      replace: "writeConcern: { w: 'majority', j: true },",
      by: 'writeConcern: { w: 1, j: false },',
    },
  },
};
