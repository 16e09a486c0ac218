import type { Subject } from './subject.ts';
import type { Tombstone } from './tombstones.ts';

/** A key of an organization, wrapped by a master key. */
export type OrganizationKey = { readonly version: number; readonly wrapped: Buffer; readonly master: string };
export type OrganizationKeys = { readonly tenant: string; readonly keys: readonly OrganizationKey[] };

/** A subject's key, wrapped by a version of its organization's; without one it was destroyed. */
export type SubjectKey = {
  readonly subject: Subject;
  readonly wrapped?: Buffer;
  readonly under: number;
  readonly destroyedAt?: Date;
};

/** Proof of the master key by which this storage was begun. */
export type Probe = { readonly master: string; readonly wrapped: Buffer };

/**
 * Where wrapped keys lie. Every change is a compare-and-set that tells whether it was made, so that any number of processes may do the same.
 * @throws KeysUnavailable from each of them
 */
export interface KeyStorage {
  /** The probe that is kept, which is this one where there was none. @throws RestoreUnfinished */
  begin(probe: Probe): Promise<Probe>;
  replaceProbe(from: Probe, to: Probe): Promise<boolean>;
  organizationOf(tenant: string): Promise<OrganizationKeys | undefined>;
  organizations(): AsyncIterable<OrganizationKeys>;
  /** False where that version is there. */
  addOrganizationKey(tenant: string, key: OrganizationKey): Promise<boolean>;
  /** False where the key is wrapped otherwise by now. */
  rewrapOrganizationKey(tenant: string, from: OrganizationKey, to: OrganizationKey): Promise<boolean>;
  /** Those of them that have, or had, a key. */
  subjectsOf(tenant: string, subjects: readonly Subject[]): Promise<readonly SubjectKey[]>;
  /** Some whose keys are wrapped by an earlier version of their organization's key. */
  subjectsBefore(tenant: string, version: number, limit: number): Promise<readonly SubjectKey[]>;
  /** Of these subjects, those whose key was added: who has, or had, one keeps it. */
  addSubjects(tenant: string, keys: readonly SubjectKey[]): Promise<readonly Subject[]>;
  /** False where the key is wrapped otherwise by now, or destroyed. */
  rewrapSubject(tenant: string, from: SubjectKey, to: SubjectKey): Promise<boolean>;
  /** The key is gone, or will never be; when that was first said stays. */
  destroySubject(tenant: string, subject: Subject, at: Date): Promise<Date>;
  /** Everybody whose key was destroyed. */
  destroyed(tenant: string): AsyncIterable<{ readonly subject: Subject; readonly destroyedAt: Date }>;
  /** The same of all organizations, those of one after those of another. */
  tombstones(): AsyncIterable<Tombstone>;
}
