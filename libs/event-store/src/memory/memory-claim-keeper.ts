import type { Entry } from '../claim-entries.ts';
import { catalogue, upcasters as ours } from '@telemachy/contracts';
import { countingStream, type ClaimKeeper, type CountingStream } from '../claim-keeper.ts';
import type { Forms } from '../encode-fact.ts';
import { factReader } from '../fact-reader.ts';
import { utcDays } from '../ledger.ts';
import type { MemoryDisk } from './memory-storage.ts';
import type { Faults } from './seeded-faults.ts';

const tenantOf = (key: string): string => key.slice(0, key.indexOf('|'));
const nameOf = (key: string): string => key.slice(key.indexOf('|') + 1);

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

const entriesOf = ({ claims: { held } }: MemoryDisk, tenant: string): Entry[] => {
  const own = <Value>([key]: [string, Value]): boolean => tenantOf(key) === tenant;
  const uniques = [...held.claims].filter(own).flatMap(([key, stream]): Entry[] => {
    return stream === '' ? [] : [{ shape: 'unique', claim: nameOf(key), stream }];
  });
  const times = [...held.ledgers].filter(own).flatMap(([key, reservations]) =>
    reservations.flatMap((reservation): Entry[] =>
      utcDays(reservation.from, reservation.to).map((day) => ({
        shape: 'time',
        owner: nameOf(key),
        day,
        reservation,
      })),
    ),
  );
  return [...uniques, ...times];
};

/** The claims of a disk in memory, to be compared with its facts and mended. */
export const memoryClaimKeeper = (
  disk: MemoryDisk,
  {
    schemas = catalogue,
    upcasters = ours,
    faults = async () => {},
  }: Partial<Forms> & { readonly faults?: Faults } = {},
): ClaimKeeper => {
  const { held } = disk.claims;
  const reader = factReader({ schemas, upcasters });
  const read = (tenant: string, streams: readonly string[]): readonly CountingStream[] =>
    streams.flatMap((stream) => {
      const commits = disk.streams.get(`${tenant}|${stream}`);
      return commits === undefined ? [] : [countingStream(commits, reader)];
    });
  return {
    async tenants() {
      await faults('claims-read');
      const keys = [...disk.streams.keys(), ...held.claims.keys(), ...held.ledgers.keys()];
      return [...new Set(keys.map(tenantOf))];
    },
    async picture(tenant, kinds, look) {
      await faults('claims-read');
      const found = [...disk.streams].filter(
        ([key]) => tenantOf(key) === tenant && kinds.includes(nameOf(key).slice(0, -37)),
      );
      const streams = found.map(([, commits]) => countingStream(commits, reader));
      return look({ streams: each(streams), held: each(entriesOf(disk, tenant)) });
    },
    async mendUnique(claim, { tenant, streams, heldBy }) {
      await faults('claims-before');
      held.claims.set(`${tenant}|${claim}`, heldBy(read(tenant, streams)) ?? '');
      await faults('claims-after');
    },
    async mendTime(owner, { tenant, streams, heldBy }) {
      await faults('claims-before');
      const key = `${tenant}|${owner}`;
      const others = (held.ledgers.get(key) ?? []).filter(({ stream }) => !streams.includes(stream));
      held.ledgers.set(key, [...others, ...heldBy(read(tenant, streams))]);
      await faults('claims-after');
    },
  };
};
