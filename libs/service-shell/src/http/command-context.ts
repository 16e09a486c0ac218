import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { bodyHashOf, commandIdFrom, createdIdFrom, type CommandIdentity, type Meta } from '@telemachy/event-store';
import type { FastifyRequest } from 'fastify';
import type { Access } from '../access/access.ts';
import { invalid, type Problem } from './problem.ts';
import { stateOf } from './request-state.ts';

/** All that a feature needs of a request to make a command of it, besides the parsed body. */
export type CommandContext = {
  readonly access: Access;
  readonly identity: CommandIdentity;
  readonly meta: Meta;
  /** The stream version the caller saw last, from `If-Match`. */
  readonly ifMatch: number | undefined;
  /** When the command arrived: RFC 3339, UTC. The domain's only clock. */
  readonly at: string;
  /** The key the answer gives back: the caller's, or one made here. */
  readonly idempotencyKey: string;
  /** The caller made the key, so the same command may come again, or another one under its key. */
  readonly keyed: boolean;
  /** Id of what this command makes: the same for every retry of the same command. */
  readonly createdId: (kind: string) => string;
};

const header = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

const invalidHeader = (path: string, message: string): Problem => invalid('header', path, message);

/** Printable ASCII, as a structured-field string or bare; 255 characters at most. */
export const keyForm = /^([!#-~][!-~]{0,254}|"[!-~]{1,255}")$/;
const keyOf = (sent: string | undefined): string => {
  if (sent === undefined) return randomUUID();
  if (!keyForm.test(sent)) throw invalidHeader('Idempotency-Key', 'expected 1–255 printable characters, quoted or not');
  return sent.startsWith('"') ? sent.slice(1, -1) : sent;
};

/** A strong entity tag that we gave out: the stream's version in quotes. `*` asks only that it exists, which the domain says itself. */
export const versionForm = /^"[0-9]{1,9}"$/;
const versionOf = (sent: string | undefined): number | undefined => {
  if (sent === undefined) return undefined;
  const tag = sent.trim();
  if (tag === '*') return undefined;
  if (!versionForm.test(tag)) throw invalidHeader('If-Match', 'expected the ETag of an earlier answer, such as "3"');
  return Number(tag.slice(1, -1));
};

/** A body that is a stream is not read here: its handler says in the identity what it held. */
const bodyOf = ({ body }: FastifyRequest): unknown => (body instanceof Readable ? null : (body ?? null));

/** @throws Problem 400 for an `Idempotency-Key` or `If-Match` that cannot be read */
export const commandContext = (request: FastifyRequest): CommandContext => {
  const { access, correlationId, traceparent } = stateOf(request);
  if (access === undefined) throw new Error('a public operation cannot command');
  const { caller } = access;
  const sentKey = header(request, 'idempotency-key');
  const idempotencyKey = keyOf(sentKey);
  const route = `${request.method} ${request.routeOptions.url ?? ''}`;
  const id = commandIdFrom({ tenant: caller.tenant, caller: caller.actor, route, idempotencyKey });
  return {
    access,
    identity: { id, bodyHash: caller.fingerprint(bodyHashOf({ params: request.params, body: bodyOf(request) })) },
    meta: { correlationId, actor: caller.actor, ...(traceparent === undefined ? {} : { traceparent }) },
    ifMatch: versionOf(header(request, 'if-match')),
    at: new Date().toISOString(),
    idempotencyKey,
    keyed: sentKey !== undefined,
    createdId: (kind) => createdIdFrom(id, kind),
  };
};
