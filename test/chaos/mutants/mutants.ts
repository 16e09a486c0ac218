import type { Planted } from '../planting.ts';

/** A bug that could be there, planted into the sources as they are loaded. */
export type Mutant = {
  readonly name: string;
  /** What is wrong, in the words of a reviewer. */
  readonly bug: string;
  readonly changes: readonly Planted[];
};

const one = (name: string, bug: string, file: string, [replace, by]: readonly [string, string]): Mutant => ({
  name,
  bug,
  changes: [{ file, replace, by }],
});

export const mutants: readonly Mutant[] = [
  {
    name: 'publish-before-commit',
    bug: 'facts go to the topic before the store has them',
    changes: [
      {
        file: 'test/chaos/simulator/node.ts',
        replace: 'import { commandHandler,',
        by: "import { announcing } from '../mutants/announcing.ts';\nimport { commandHandler,",
      },
      {
        file: 'test/chaos/simulator/node.ts',
        replace: 'const lists = commandHandler({ store,',
        by: 'const lists = commandHandler({ store: announcing(store, log),',
      },
    ],
  },
  one(
    'progress-before-acknowledgement',
    'the publisher says how far it is before Kafka has it',
    'libs/event-log/src/publisher.ts',
    [
      'const sending = log.produce(topic, records);',
      'await progress.save(topic, saved, to); saved = to; const sending = log.produce(topic, records);',
    ],
  ),
  one(
    'numbers-forgotten',
    'the numbers of the partitions begin anew with each process',
    'libs/event-log/src/publisher.ts',
    [
      'const from = saved ?? { position: 0, partitionseqs: Array.from({ length: partitions }, () => 0) };',
      'const from = { position: saved?.position ?? 0, partitionseqs: Array.from({ length: partitions }, () => 0) };',
    ],
  ),
  one('repeats-folded', 'a record that comes twice counts twice', 'libs/projections/src/read-records.ts', [
    `if (place !== undefined && place.position > position) {
      if (place.partitionseq !== partitionseq + 1) {`,
    `if (place !== undefined) {
      if (place.partitionseq > partitionseq + 1) {`,
  ]),
  one(
    'checkpoint-first',
    'the checkpoint moves before the documents are written, not with them',
    'libs/projections/src/projection-step.ts',
    [
      `const { before, after } = await documents.transact(async (unit) => {`,
      `await documents.transact((unit) => unit.moveCheckpoint(key, from, to));
    const { before, after } = await documents.transact(async (whole) => {
      const unit = { ...whole, moveCheckpoint: async () => {} };`,
    ],
  ),
  one('checkpoint-unfenced', 'whoever writes last owns the partition', 'libs/projections/src/projection-step.ts', [
    'await unit.moveCheckpoint(key, from, to);',
    'await unit.moveCheckpoint(key, await documents.checkpoint(key), to);',
  ]),
  one(
    'parked-stream-goes-on',
    'a stream whose fact is set aside is folded further',
    'libs/projections/src/fold-in-order.ts',
    ['if (isParked(waiting)) {', 'if (isParked(waiting) && facts.length > 1000) {'],
  ),
  one(
    'reaction-by-chance',
    'a command of a process has another id each time it is tried',
    'libs/processes/src/reactions.ts',
    [
      'const identity = identityOf(process, pending);',
      'const identity = { ...identityOf(process, pending), id: crypto.randomUUID() };',
    ],
  ),
  one(
    'reactions-not-kept',
    'what a process asks for is carried out and never written down',
    'libs/processes/src/process-step.ts',
    ['await unit.write(reactionsCollection, asked.map(put));', ''],
  ),
  one('reactions-not-resumed', 'what a dead process left to do is left undone', 'libs/projections/src/follow.ts', [
    'await options.resume?.(key).catch(',
    'await Promise.resolve().catch(',
  ]),
  one(
    'command-without-identity',
    'a command that is sent again is done again',
    'libs/event-store/src/command-handler.ts',
    ['      command: identity,\n      meta,', '      command: { ...identity, id: crypto.randomUUID() },\n      meta,'],
  ),
  one('claims-skipped', 'nobody asks whether the room is free', 'libs/event-store/src/command-handler.ts', [
    'claims: handling.claims?.(events, state, after) ?? [],',
    'claims: [],',
  ]),
  one('head-unchecked', 'the store appends wherever the stream ends', 'libs/event-store/src/memory/memory-storage.ts', [
    "if ((before.at(-1)?.versions.at(-1) ?? 0) + 1 !== commit.versions[0]) return { outcome: 'version-taken' };",
    '',
  ]),
  one(
    'timers-by-the-wall-clock',
    'deadlines are judged by the clock of the process',
    'libs/processes/src/run-timers.ts',
    ['const now = performance.now() + ahead;', 'const now = Date.now();'],
  ),
  one('moved-timer-fires', 'a deadline that was moved fires at its old time too', 'libs/processes/src/timer.ts', [
    'if (set === undefined || version !== command.setting) return accept();',
    'if (set === undefined) return accept();',
  ]),
  one('send-again-from-after', 'a run that Kafka refused is passed over', 'libs/event-log/src/publisher.ts', [
    'const sending = log.produce(topic, records);',
    'const sending = log.produce(topic, records).catch(() => undefined);',
  ]),
];
