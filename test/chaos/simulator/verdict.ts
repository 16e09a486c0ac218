import type { EventStore } from '@telemachy/event-store';
import { keyOf, partitionOf } from '@telemachy/event-log';
import type { Recorded } from '@telemachy/kernel';
import { compareWithRebuilt, lagOf, parkedStreams, retryParked } from '@telemachy/projections';
import type { Entry } from './clients.ts';
import { board, dataOf, partitions, remind, tenant, topic } from './meetings.ts';
import type { Durable } from './node.ts';

const group = <Item>(items: Iterable<Item>, keyOfItem: (item: Item) => string): ReadonlyMap<string, readonly Item[]> =>
  Map.groupBy(items, keyOfItem);

/** Each acknowledged command has its commit, once; a refused one has none; what was answered twice was answered alike. */
const commands = (ledger: readonly Entry[], facts: readonly Recorded[]): string[] => {
  const byCommand = group(facts, ({ correlationId }) => correlationId);
  return ledger.flatMap(({ request, answers, refused }) => {
    const mine = (byCommand.get(request.key.id) ?? []).filter(({ actor }) => actor === 'client');
    const commits = new Set(mine.map(({ commit }) => commit));
    const accepted = answers.flatMap((answer) => (answer.accepted ? [answer.commit?.id ?? 'nothing'] : []));
    const faults: string[] = [];
    if (commits.size > 1) faults.push(`command ${request.key.id} was done ${commits.size} times`);
    if (new Set(accepted).size > 1) faults.push(`command ${request.key.id} was answered with different commits`);
    for (const commit of accepted)
      if (commit !== 'nothing' && !commits.has(commit)) faults.push(`commit ${commit} was acknowledged and is gone`);
    if (refused && accepted.length === 0 && commits.size > 0)
      faults.push(`command ${request.key.id} was refused and yet done`);
    return faults;
  });
};

const streams = (facts: readonly Recorded[]): string[] =>
  [...group(facts, ({ stream }) => stream)].flatMap(([stream, some]) =>
    some.every(({ version }, index) => version === index + 1) ? [] : [`${stream} is not numbered 1 to n in order`],
  );

/** No room is two meetings' at once, and no person is in two at one hour. */
const claims = (facts: readonly Recorded[]): string[] => {
  const faults: string[] = [];
  const held = new Map<string, string>();
  const take = (name: string, stream: string): void => {
    if (held.has(name)) faults.push(`${name} is held by ${held.get(name)} and by ${stream}`);
    held.set(name, stream);
  };
  const release = (stream: string): void => {
    for (const [name, holder] of held) if (holder === stream) held.delete(name);
  };
  for (const { stream, event } of facts) {
    const { room, person, slot } = dataOf(event);
    if (event.type === 'sim.meeting-cancelled.v1') release(stream);
    if (event.type !== 'sim.meeting-booked.v1') continue;
    take(`room ${room}`, stream);
    take(`hour ${slot} of ${person}`, stream);
  }
  return faults;
};

/** What is on the topic is what the store numbered: in order and dense per partition, whatever is repeated. */
const log = ({ broker }: Durable, facts: readonly Recorded[], complete: boolean): string[] => {
  const faults: string[] = [];
  const byPosition = new Map(facts.map((fact) => [fact.position, fact]));
  const seen = new Set<number>();
  for (const [partition, records] of broker.records(topic).entries()) {
    let [position, partitionseq] = [0, 0];
    for (const record of records) {
      const at = Number(record.header('ce_sequence'));
      const number = Number(record.header('ce_partitionseq'));
      const fact = byPosition.get(at);
      if (fact === undefined || fact.id !== record.header('ce_id'))
        faults.push(`position ${at} on the topic is not the store's`);
      else if (partition !== partitionOf(keyOf(fact.tenant, fact.stream), partitions))
        faults.push(`position ${at} is in the wrong partition`);
      if (seen.has(at)) continue;
      seen.add(at);
      if (at <= position) faults.push(`position ${at} came after ${position} in partition ${partition}`);
      if (number !== partitionseq + 1)
        faults.push(`number ${number} came after ${partitionseq} in partition ${partition}`);
      [position, partitionseq] = [at, number];
    }
  }
  if (complete && seen.size !== facts.length) faults.push(`${facts.length - seen.size} facts never came to the topic`);
  return faults;
};

/** Each fact that asks for a notice gets it, once. */
const notices = (facts: readonly Recorded[], complete: boolean): string[] => {
  const given = group(
    facts.filter(({ event }) => event.type === 'sim.notice-given.v1'),
    ({ causationId }) => causationId ?? 'nothing',
  );
  const asking = new Set(['sim.meeting-booked.v1', 'sim.meeting-cancelled.v1', 'sim.timer-fired.v1']);
  return facts
    .filter(({ event }) => asking.has(event.type))
    .flatMap(({ id, event }) => {
      const count = given.get(id)?.length ?? 0;
      return count > 1 || (complete && count === 0) ? [`${count} notices follow from one ${event.type}`] : [];
    });
};

/** A deadline fires once for each time it was set, not before its time, and not when it was moved or cancelled. */
const timers = (facts: readonly Recorded[], complete: boolean): string[] => {
  const ofTimers = facts.filter(({ stream }) => stream.startsWith('timer-'));
  return [...group(ofTimers, ({ stream }) => stream)].flatMap(([stream, some]) => {
    const faults: string[] = [];
    let due: string | undefined;
    for (const { event } of some) {
      const data = event.data as { readonly dueAt: string; readonly firedAt: string };
      if (event.type === 'sim.timer-set.v1') due = data.dueAt;
      else {
        if (due === undefined) faults.push(`${stream}: ${event.type} although it was not set`);
        if (event.type === 'sim.timer-fired.v1' && data.firedAt < (due ?? ''))
          faults.push(`${stream} fired before its time`);
        due = undefined;
      }
    }
    if (complete && due !== undefined) faults.push(`${stream} never fired`);
    return faults;
  });
};

/** What must hold at any time, and with `complete` what must hold once everything has come to rest. */
export const faultsOf = async (
  durable: Durable,
  store: EventStore,
  ledger: readonly Entry[],
  complete: boolean,
): Promise<readonly string[]> => {
  const facts = await store.readAll(0, 1_000_000);
  const faults = [
    ...commands(ledger, facts),
    ...streams(facts),
    ...claims(facts),
    ...log(durable, facts, complete),
    ...notices(facts, complete),
    ...timers(facts, complete),
  ];
  if (!complete) return faults;
  const compared = await compareWithRebuilt(durable.documents, board, facts);
  if (!compared.equal) faults.push(`the board differs from its rebuild in ${compared.differing.join(', ')}`);
  for (const { request, answers } of ledger)
    if (answers.length === 0) faults.push(`command ${request.key.id} was never answered`);
  return faults;
};

/** Whether there is nothing left to do: all is numbered, published, folded, and carried out. */
export const atRest = async ({ disk, broker, documents, progress }: Durable, store: EventStore): Promise<boolean> => {
  if (disk.commits.length > disk.lastPositions.size) return false;
  const last = await store.lastPosition();
  if ((await progress.read(topic))?.position !== last) return false;
  if ((await documents.find('pending-timers.v1', {}, 1)).length > 0) return false;
  if ((await documents.find('reactions', { state: 'waiting' }, 1)).length > 0) return false;
  for (const consumer of [board, remind]) if ((await lagOf({ consumer, log: broker, documents })) > 0) return false;
  return true;
};

/** The fault in the projection is mended: what was set aside is folded now. */
export const retryAllParked = async ({ documents }: Durable): Promise<void> => {
  for (const { stream } of await parkedStreams(documents, { consumer: 'board.v1' }))
    await retryParked({ projection: board, documents, tenant, stream });
};
