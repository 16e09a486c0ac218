import type { AuditStorage } from './audit-storage.ts';
import type { Block, ChainName } from './chain.ts';

const nameOf = ({ tenant, service }: ChainName): string => `${tenant}|${service}`;

/** A chain in this process, for unit tests. `tamper` is what an attacker with the database can do. */
export const memoryAuditStorage = (): AuditStorage & {
  tamper(chain: ChainName, change: (blocks: readonly Block[]) => readonly Block[]): void;
} => {
  const chains = new Map<string, readonly Block[]>();
  const signed = new Map<string, readonly string[]>();
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
    tenants: async (service) => [
      ...new Set(
        [...chains.keys(), ...signed.keys()]
          .map((name) => name.split('|'))
          .flatMap(([tenant = '', owner]) => (owner === service ? tenant : [])),
      ),
    ],
    async addHead(chain, _seq, token) {
      signed.set(nameOf(chain), [...(signed.get(nameOf(chain)) ?? []), token]);
    },
    heads: async (chain) => signed.get(nameOf(chain)) ?? [],
    tamper(chain, change) {
      chains.set(nameOf(chain), change(of(chain)));
    },
  };
};
