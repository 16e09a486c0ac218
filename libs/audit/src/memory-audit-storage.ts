import type { AuditStorage } from './audit-storage.ts';
import type { Block, ChainName } from './chain.ts';

const nameOf = ({ tenant, service }: ChainName): string => `${tenant}|${service}`;

/** A chain in this process, for unit tests. `tamper` is what an attacker with the database can do. */
export const memoryAuditStorage = (): AuditStorage & {
  tamper(chain: ChainName, change: (blocks: readonly Block[]) => readonly Block[]): void;
} => {
  const chains = new Map<string, readonly Block[]>();
  const signed = new Map<string, ReadonlyMap<number, string>>();
  const of = (chain: ChainName): readonly Block[] => chains.get(nameOf(chain)) ?? [];
  return {
    last: async (chain) => of(chain).at(-1),
    async add(chain, block) {
      if (of(chain).some(({ number }) => number === block.number)) return false;
      chains.set(nameOf(chain), [...of(chain), block]);
      return true;
    },
    async *blocks(chain) {
      yield* of(chain);
    },
    tenants: async (service) =>
      [
        ...new Set(
          [...chains.keys(), ...signed.keys()]
            .map((name) => name.split('|'))
            .flatMap(([tenant = '', owner]) => (owner === service ? tenant : [])),
        ),
      ].toSorted(),
    async addHead(chain, seq, token) {
      const there = signed.get(nameOf(chain)) ?? new Map<number, string>();
      if (there.has(seq)) return false;
      signed.set(nameOf(chain), new Map([...there, [seq, token]]));
      return true;
    },
    heads: async (chain) =>
      [...(signed.get(nameOf(chain)) ?? [])].toSorted(([one], [other]) => one - other).map(([, token]) => token),
    tamper(chain, change) {
      chains.set(nameOf(chain), change(of(chain)));
    },
  };
};
