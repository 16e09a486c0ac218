import type { KeyStorage, OrganizationKey, Probe, SubjectKey } from './key-storage.ts';
import { subjectName as nameOf } from './subject.ts';

/** Keys in this process, for unit tests. */
export const memoryKeyStorage = (): KeyStorage => {
  let probe: Probe | undefined;
  const organizations = new Map<string, OrganizationKey[]>();
  const subjects = new Map<string, SubjectKey & { readonly tenant: string }>();
  const isAs = (found: OrganizationKey | SubjectKey | undefined, { wrapped }: { readonly wrapped?: Buffer }): boolean =>
    found?.wrapped !== undefined && wrapped !== undefined && found.wrapped.equals(wrapped);
  return {
    begin: async (first) => (probe ??= first),
    async replaceProbe(from, to) {
      if (probe === undefined || !probe.wrapped.equals(from.wrapped)) return false;
      probe = to;
      return true;
    },
    async organizationOf(tenant) {
      const keys = organizations.get(tenant);
      return keys === undefined ? undefined : { tenant, keys: [...keys] };
    },
    async *organizations() {
      for (const [tenant, keys] of organizations) yield { tenant, keys: [...keys] };
    },
    async addOrganizationKey(tenant, key) {
      const keys = organizations.get(tenant) ?? [];
      if (keys.some(({ version }) => version === key.version)) return false;
      organizations.set(tenant, [...keys, key]);
      return true;
    },
    async rewrapOrganizationKey(tenant, from, to) {
      const keys = organizations.get(tenant) ?? [];
      const place = keys.findIndex(({ version }) => version === from.version);
      if (!isAs(keys[place], from)) return false;
      organizations.set(tenant, keys.with(place, to));
      return true;
    },
    subjectsOf: async (tenant, asked) =>
      asked.flatMap((subject) => subjects.get(nameOf(tenant, subject)) ?? []).map(({ tenant: _tenant, ...key }) => key),
    subjectsBefore: async (tenant, version, limit) =>
      [...subjects.values()]
        .filter((key) => key.tenant === tenant && key.wrapped !== undefined && key.under < version)
        .slice(0, limit),
    async addSubjects(tenant, keys) {
      const fresh = keys.filter(({ subject }) => !subjects.has(nameOf(tenant, subject)));
      for (const key of fresh) subjects.set(nameOf(tenant, key.subject), { ...key, tenant });
      return fresh.map(({ subject }) => subject);
    },
    async rewrapSubject(tenant, from, to) {
      const name = nameOf(tenant, from.subject);
      if (!isAs(subjects.get(name), from)) return false;
      subjects.set(name, { ...to, tenant });
      return true;
    },
    async destroySubject(tenant, subject, at) {
      const name = nameOf(tenant, subject);
      const found = subjects.get(name);
      const destroyedAt = found?.destroyedAt ?? at;
      subjects.set(name, { tenant, subject, under: found?.under ?? 0, destroyedAt });
      return destroyedAt;
    },
    async *destroyed(of) {
      for (const { tenant, subject, destroyedAt } of subjects.values())
        if (tenant === of && destroyedAt !== undefined) yield { subject, destroyedAt };
    },
    async *tombstones() {
      const all = [...subjects.values()].toSorted((one, other) => (one.tenant < other.tenant ? -1 : 1));
      for (const { tenant, subject, destroyedAt } of all)
        if (destroyedAt !== undefined) yield { tenant, subject, destroyedAt };
    },
  };
};
