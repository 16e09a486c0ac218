import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { CommandIdentity } from './port.ts';
import { uuidOfHash, uuidV5 } from './uuid.ts';

export type CommandOrigin = {
  readonly tenant: string;
  /** Pseudonymous id of the caller. */
  readonly caller: string;
  /** Method and route, such as `POST /v1/goals`. Where the path holds ids, they belong to the body's hash, or to the route as sent. */
  readonly route: string;
  readonly idempotencyKey: string;
};

/** Id of a command: the same for the same caller, route and `Idempotency-Key`, and for nobody else. UUID. */
export const commandIdFrom = ({ tenant, caller, route, idempotencyKey }: CommandOrigin): string =>
  uuidOfHash(JSON.stringify([tenant, caller, route, idempotencyKey]));

/** Id of the thing a command makes, so that a retry meets the same stream. `purpose` tells several things of one command apart. UUID v5. */
export const createdIdFrom = (commandId: string, purpose: string): string => uuidV5(purpose, commandId);

/**
 * SHA-256 of a JSON value in canonical form (RFC 8785), hex: neither the order of keys nor white space makes another body.
 * @throws TypeError when the value is not JSON.
 */
export const bodyHashOf = (value: unknown): string => {
  const canonical = canonicalize(value ?? null);
  if (canonical === undefined) throw new TypeError('A command body must be a JSON value');
  return hash('sha256', canonical, 'hex');
};

/**
 * Identity of the command that a process sends on hearing a fact; a redelivery meets it again. It does not depend on what the process decided,
 * so that a fact heard again by a newer version of the process is still the same command. `index`: place among the commands of one fact.
 */
export const identityOfReaction = (processName: string, factId: string, index: number): CommandIdentity => ({
  id: uuidV5(`${processName}/${index}`, factId),
  bodyHash: bodyHashOf([processName, factId, index]),
});
