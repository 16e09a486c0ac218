import { presentForm, upcasters } from '@telemachy/contracts';
import type { Recorded } from '@telemachy/kernel';
import type { Change, CheckpointKey, DocumentStore, StoredDocument, UnitOfWork } from './document-store.ts';
import { idOf } from './read-model.ts';

/** A stream that one consumer has set aside: its facts wait in order, from the one that could not be handled. */
export type ParkedStream = CheckpointKey & {
  readonly tenant: string;
  readonly stream: string;
  /** Why the first of the facts could not be handled. */
  readonly reason: string;
  /** When it was set aside: RFC 3339, UTC. */
  readonly since: string;
  readonly facts: readonly Recorded[];
};

export type StreamName = { readonly tenant: string; readonly stream: string };

/** One document per stream that is set aside, of every consumer of the service. */
export const parkedCollection = 'parked';

export const nameOfStream = ({ tenant, stream }: StreamName): string => idOf(tenant, stream);

const parkedId = (consumer: string, { tenant, stream }: StreamName): string => idOf(tenant, `${consumer}|${stream}`);

/** Its facts as they are read today: they may have waited since a release that wrote an earlier form. */
const parkedFrom = (document: StoredDocument): ParkedStream => {
  const parked = document as unknown as ParkedStream;
  return { ...parked, facts: parked.facts.map((fact) => ({ ...fact, event: presentForm(fact.event, upcasters) })) };
};

/** The streams a consumer has set aside; in one partition only, when asked so. */
export const parkedStreams = async (
  documents: Pick<DocumentStore, 'find'>,
  where: { readonly consumer: string; readonly topic?: string; readonly partition?: number },
): Promise<readonly ParkedStream[]> => (await documents.find(parkedCollection, where)).map(parkedFrom);

/** Which of the named streams are set aside, by name. */
export const loadParked = async (
  unit: UnitOfWork,
  consumer: string,
  names: Iterable<string>,
): Promise<Map<string, ParkedStream>> => {
  const ids = [...names].map((name) => {
    const [tenant = '', stream = ''] = name.split('|');
    return parkedId(consumer, { tenant, stream });
  });
  if (ids.length === 0) return new Map();
  const found = await unit.load(parkedCollection, ids);
  return new Map([...found.values()].map(parkedFrom).map((parked) => [nameOfStream(parked), parked]));
};

/** The change that keeps a parked stream as it is now; one without facts is gone. */
export const parkedChange = (parked: ParkedStream): Change => {
  const _id = parkedId(parked.consumer, parked);
  return parked.facts.length === 0 ? { kind: 'remove', id: _id } : { kind: 'put', document: { ...parked, _id } };
};

/** Whether anything of a stream waits. */
export const isParked = (stream: ParkedStream | undefined): stream is ParkedStream =>
  stream !== undefined && stream.facts.length > 0;

/** Sets a fact aside, behind those of its stream that are there already. */
export const park = (parked: Map<string, ParkedStream>, key: CheckpointKey, fact: Recorded, reason: string): void => {
  const { tenant, stream } = fact;
  const known = parked.get(nameOfStream(fact));
  const before = isParked(known)
    ? known
    : { ...key, tenant, stream, reason, since: new Date().toISOString(), facts: [] };
  parked.set(nameOfStream(fact), { ...before, facts: [...before.facts, fact] });
};
