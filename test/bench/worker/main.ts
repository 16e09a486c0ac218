import { runProjection, type DocumentStore, type Running } from '@telemachy/projections';
import { startRelay, type Infrastructure } from '@telemachy/service-shell/testing';
import { checkIns } from '../projection/check-ins.ts';
import { openService, service } from '../measure/service.ts';
import { acknowledgedBy, type Acknowledged } from './acknowledged.ts';
import type { Answer, Question, WorkerOptions } from './protocol.ts';
import { sharedClock } from './protocol.ts';
import { startTail } from './tail.ts';

// A process of its own, as the worker of a service is one: it shares nothing with the writer but the servers and the processors.
const options = JSON.parse(process.argv[2] ?? '') as WorkerOptions;
const own = await openService(options.servers, options.prefix);
const seen = acknowledgedBy(own.parts.log);
let stopWork: (() => Promise<void>) | undefined;
let startedAt = 0;

process.on('message', ({ id, ask }: Question) => {
  void (async () => {
    if (ask === 'start') await start();
    if (ask === 'stop') await stop();
    const { published, publishedAt } = seen.count();
    const answer: Answer = {
      id,
      status: { published, publishedAt, startedAt },
      ...(ask === 'times' ? { times: seen.take() } : {}),
    };
    process.send?.(answer);
  })();
});
process.on('disconnect', () => {
  void (async () => {
    await stop();
    await own.close();
    process.exit(0);
  })();
});

async function start(): Promise<void> {
  startedAt = sharedClock();
  const projection = options.projects ? await project(own, seen) : undefined;
  const topic = own.topicOf(service);
  const { database: db, store, logger } = own.parts;
  const given = { service, topic, db, store, log: seen.log, logger };
  const relay = options.kind === 'relay' ? startRelay(given) : await startTail(given);
  stopWork = async () => {
    await relay.stop();
    await projection?.stop();
  };
}

async function stop(): Promise<void> {
  await stopWork?.();
  stopWork = undefined;
}

/** The projection, on documents that tell when its transaction was durable. */
async function project({ parts, documents, topicOf }: Infrastructure, { passed }: Acknowledged): Promise<Running> {
  const told: DocumentStore = documents;
  told.watch(({ partition }, { position }) => passed(partition, position));
  return runProjection({
    service,
    projection: checkIns(1),
    log: parts.log,
    documents: told,
    logger: parts.logger,
    topicOf,
  });
}
