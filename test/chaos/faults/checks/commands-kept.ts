import { logFaults } from '@telemachy/event-store/testing';
import { serviceNames, type ServiceName } from '@telemachy/infra/testing';
import type { Entry } from '../ledger/entry.ts';
import type { Stage } from '../stage/stage.ts';

/** Processes, timers and effects say so in their actor; people have an id there. */
const notPeople = '^[a-z]+:';

/** Ids of the commits that people asked for, of one service. */
const askedFor = async (stage: Stage, service: ServiceName): Promise<ReadonlyMap<string, string>> => {
  const found = await stage
    .databaseOf(service)
    .collection<{ stream: string; meta: { actor: string } }>('commits')
    .find({ 'meta.actor': { $not: { $regex: notPeople } } }, { projection: { stream: 1 } })
    .toArray();
  return new Map(found.map(({ _id, stream }) => [_id.toHexString(), stream]));
};

/** Commits there were before the ledger began. */
export type Before = ReadonlySet<string>;

export const commitsOf = async (stage: Stage): Promise<Before> => {
  const all = await Promise.all(serviceNames.map((service) => askedFor(stage, service)));
  return new Set(all.flatMap((commits) => [...commits.keys()]));
};

/** What one entry itself says is wrong. */
const faultsIn = ({ method, path, key, outcome, attempts, differs }: Entry): string[] => {
  const name = `${method} ${path} with key ${key}`;
  const last = attempts.at(-1);
  const isOurFault = last?.status === 400 || last?.status === 404;
  return [
    ...(outcome === 'open' ? [`${name}: nobody ever said whether it was done`] : []),
    ...(isOurFault ? [`${name}: the ledger asks wrongly: ${last.error}`] : []),
    ...(differs === undefined ? [] : [`${name}: ${differs}`]),
  ];
};

/** What is wrong with the stores, held against the ledger: what was acknowledged is there once, what was refused is not, and nothing else is. */
export const commandsKept = async (stage: Stage, entries: readonly Entry[], before: Before): Promise<string[]> => {
  const faults = entries.flatMap(faultsIn);
  const told = new Map<string, Entry>();
  for (const entry of entries) {
    if (entry.outcome !== 'done' || entry.commit === undefined) continue;
    if (told.has(entry.commit))
      faults.push(`commit ${entry.commit} was told for two commands, with key ${entry.key} too`);
    told.set(entry.commit, entry);
  }
  for (const service of serviceNames) {
    const commits = await askedFor(stage, service);
    for (const [id, stream] of commits)
      if (!before.has(id) && !told.has(id))
        faults.push(`${service}: commit ${id} of ${stream} is of no command that is done`);
    for (const [id, entry] of told)
      if (entry.service === service && commits.get(id) !== entry.stream)
        faults.push(`${service}: commit ${id} of ${entry.stream} was acknowledged and is gone`);
    faults.push(...(await logFaults(stage.databaseOf(service))).map((fault) => `${service}: ${fault}`));
  }
  return faults;
};
