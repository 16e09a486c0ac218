import { takeBackup } from './backup/take-backup.ts';
import type { Command } from './command.ts';
import { forgetPerson } from './forget/forget-person.ts';
import type { ParkAnswer } from './park/park.ts';
import type { SkippedFact } from './park/settle.ts';
import { restoreBackup } from './restore/restore-backup.ts';
import { rebuildTopic } from './topic/rebuild-topic.ts';

/** Runs the entry of one service with these words. @returns the object that it printed, or nothing */
export type Ask = (service: string, words: readonly string[], input?: string) => Promise<readonly unknown[]>;

const noLimit = '1000000000';

/** Asks the services of a command side by side; what spans services is asked in the order that it needs. */
export const answersTo = async (
  { verb, args, services }: Command,
  ask: Ask,
  everyService: readonly string[],
): Promise<readonly unknown[]> => {
  const all = async (names: readonly string[], words: readonly string[], input?: string): Promise<readonly unknown[]> =>
    (await Promise.all(names.map((service) => ask(service, words, input)))).flat();
  if (verb === 'backup') return takeBackup(args, ask, everyService);
  if (verb === 'forget') return forgetPerson(args, ask, everyService);
  if (verb === 'restore') return restoreBackup(args, ask, everyService);
  if (verb === 'topic') return rebuildTopic(services[0] ?? '', ask, everyService);
  const [does, group] = args;
  if (verb !== 'park' || does !== 'skip' || group === undefined || group.startsWith('-'))
    return all(services, [verb, ...args]);

  // Who has folded the facts is asked before they are skipped: what is let go of then looks as if it had been.
  const shown = (await all(services, ['park', 'show', group, '--limit', noLimit])) as readonly ParkAnswer[];
  const facts = shown.flatMap((answer) => (answer.did === 'show' ? answer.items : [])).flatMap(factOf);
  const folded = facts.length === 0 ? [] : await all(everyService, ['folded-by'], JSON.stringify(facts));
  return [...(await all(services, [verb, ...args])), ...folded];
};

const factOf = (item: Extract<ParkAnswer, { did: 'show' }>['items'][number]): readonly SkippedFact[] => {
  if (item.kind !== 'stream') return [];
  const { tenant, stream, first } = item;
  return [{ type: first.type, version: first.version, tenant, stream }];
};
