import { batched, type BatchOf } from './batched.ts';
import { DoesNotOpen, Forgotten, KeysUnavailable } from './errors.ts';
import type { KeyStorage, SubjectKey } from './key-storage.ts';
import type { Subject } from './subject.ts';
import { newKey, wrapKey } from './wrap.ts';

export type KeyMakerOptions = {
  readonly storage: Pick<KeyStorage, 'subjectsOf' | 'addSubjects'>;
  /** A stored key, unwrapped; `undefined` where it was destroyed. */
  readonly opened: (tenant: string, key: SubjectKey) => Promise<Buffer | undefined>;
  /** The organization's key that wraps now. */
  readonly currentOf: (tenant: string) => Promise<{ readonly version: number; readonly key: Buffer }>;
  readonly placeOf: (tenant: string, subject: Subject) => string;
  readonly remember: (place: string, key: Buffer) => void;
};

const tries = 20;
type Found = Buffer | Error;

/**
 * Gives subjects their keys, made where there is none. Those that are asked for at once, an import's people above all, are looked up and made together.
 * @throws Forgotten, KeysUnavailable, DoesNotOpen
 */
export const keyMaker = (options: KeyMakerOptions): ((tenant: string, subject: Subject) => Promise<Buffer>) => {
  const makers = new Map<string, BatchOf<Subject, Buffer>>();
  return (tenant, subject) => {
    const known = makers.get(tenant);
    if (known !== undefined) return known(subject);
    const maker = batched<Subject, Buffer>(async (subjects) => {
      makers.delete(tenant);
      const keys = await keysOf(options, tenant, subjects);
      return subjects.map((one) => {
        const key = keys.get(options.placeOf(tenant, one)) ?? new Forgotten(one.kind, one.id);
        return key instanceof Error ? { failed: key } : { done: key };
      });
    });
    makers.set(tenant, maker);
    return maker(subject);
  };
};

const keysOf = async (
  options: KeyMakerOptions,
  tenant: string,
  subjects: readonly Subject[],
): Promise<ReadonlyMap<string, Found>> => {
  const { storage, opened, placeOf } = options;
  const keys = new Map<string, Found>();
  const without = (): readonly Subject[] => subjects.filter((subject) => !keys.has(placeOf(tenant, subject)));
  for (let attempt = 0; attempt < tries && without().length > 0; attempt += 1) {
    for (const stored of await storage.subjectsOf(tenant, without())) {
      const { kind, id } = stored.subject;
      const key = await opened(tenant, stored).catch(onlyThisOne);
      keys.set(placeOf(tenant, stored.subject), key ?? new Forgotten(kind, id));
    }
    for (const [place, key] of await added(options, tenant, without())) keys.set(place, key);
  }
  if (without().length > 0) throw new KeysUnavailable(`keys of ${tenant} changed ${tries} times while they were read`);
  return keys;
};

/** A key that is damaged is no fault of those that are asked for beside it. */
const onlyThisOne = (error: unknown): Error => {
  if (error instanceof DoesNotOpen) return error;
  throw error;
};

/** New keys for these subjects, as far as nobody else was quicker. */
const added = async (
  { storage, currentOf, placeOf, remember }: KeyMakerOptions,
  tenant: string,
  subjects: readonly Subject[],
): Promise<readonly (readonly [string, Buffer])[]> => {
  if (subjects.length === 0) return [];
  const { version, key: wrapping } = await currentOf(tenant);
  const fresh = subjects.map((subject) => ({ subject, place: placeOf(tenant, subject), key: newKey() }));
  const taken = await storage.addSubjects(
    tenant,
    fresh.map(({ subject, place, key }) => ({ subject, wrapped: wrapKey(wrapping, place, key), under: version })),
  );
  const places = new Set(taken.map((subject) => placeOf(tenant, subject)));
  const ours = fresh.filter(({ place }) => places.has(place));
  for (const { place, key } of ours) remember(place, key);
  return ours.map(({ place, key }) => [place, key] as const);
};
