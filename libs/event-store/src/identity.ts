import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { CommandIdentity } from './port.ts';
import { uuidOfHash, uuidV5 } from './uuid.ts';

export type CommandSource = {
  readonly tenant: string;
  /** Pseudonymous id of the caller. */
  readonly caller: string;
  /** Method and route template, such as `POST /v1/goals`. */
  readonly route: string;
  /** The `Idempotency-Key`. */
  readonly key: string;
};

/** The id of a command, the same for each retry: of tenant, caller, route and key. */
export const commandIdFrom = ({ tenant, caller, route, key }: CommandSource): string =>
  uuidOfHash(JSON.stringify([tenant, caller, route, key]));

/** The id of what a command makes, so that a retry meets the same stream. UUID v5 of the command's id and the kind. */
export const createdIdFrom = (commandId: string, kind: string): string => uuidV5(kind, commandId);

/** SHA-256 of a body in canonical JSON (RFC 8785), hex: the order of keys and white space do not make another body. */
export const bodyHashOf = (body: unknown): string =>
  createHash('sha256')
    .update(canonicalize(body) ?? '')
    .digest('hex');

/** Identity of a command that a process derives from a fact: the same for every delivery. `index`: its place among the reactions to that fact. */
export const identityOfReaction = (process: string, factId: string, index: number, command: unknown): CommandIdentity => ({
  id: uuidV5(`${process}/${index}`, factId),
  bodyHash: bodyHashOf(command),
});
