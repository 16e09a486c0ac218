import type { Block, ChainName } from './chain.ts';

/** Where blocks lie. @throws AuditUnavailable */
export interface AuditStorage {
  /** The last block of a chain. */
  last(chain: ChainName): Promise<Block | undefined>;
  /** Durable when true; false where that number is there. */
  add(chain: ChainName, block: Block): Promise<boolean>;
  /** All blocks of a chain in order. */
  blocks(chain: ChainName): AsyncIterable<Block>;
  /** Organizations of which a service has a chain, or a head. */
  tenants(service: string): Promise<readonly string[]>;
  /** Keeps a signed head; false where one of this place is there, which stays. */
  addHead(chain: ChainName, seq: number, token: string): Promise<boolean>;
  /** By their places. */
  heads(chain: ChainName): Promise<readonly string[]>;
}

/** The audit cannot be written or read just now; what must be written down first does not happen. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable';
}
