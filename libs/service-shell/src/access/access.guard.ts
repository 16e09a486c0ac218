import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OPERATION, type OperationMetadata } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import { stateOf } from '../http/request-state.ts';
import type { Exchange, RateLimits } from '../limits/rate-limits.ts';
import { healthPolicy } from '../observe/health-policy.ts';
import { Access } from './access.ts';
import type { Barred } from './barred.ts';
import type { Caller, People } from './caller.ts';
import type { Policy, Row } from './policy.ts';

export type Verifier = {
  verify(authorization: string | undefined): Promise<Caller>;
  /** The caller of a token that was verified before and still holds. */
  known?(authorization: string | undefined): Caller | undefined;
};

export type GuardedBesides = { readonly barred?: Barred | undefined; readonly limits?: RateLimits | undefined };

/** Stands before every handler: who asks, and may such a one ask at all. How the caller stands to one thing is asked later, by `Access.permit`. */
export class AccessGuard implements CanActivate {
  readonly #policy: Policy;
  readonly #verifier: Verifier;
  readonly #people: People;
  readonly #barred: Barred | undefined;
  readonly #limits: RateLimits | undefined;

  /** @param more who may not act although the token holds, and how often one may ask; nobody, and as often as one likes, where they are left out */
  constructor(policy: Policy, verifier: Verifier, people: People, { barred, limits }: GuardedBesides = {}) {
    this.#policy = policy;
    this.#verifier = verifier;
    this.#people = people;
    this.#barred = barred;
    this.#limits = limits;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const operation = Reflect.getMetadata(OPERATION, context.getHandler()) as OperationMetadata | undefined;
    const row = operation === undefined ? undefined : this.#policy[operation.name];
    if (operation === undefined || row === undefined) throw new Problem(403, 'forbidden', 'Nobody may do this.');
    const http = context.switchToHttp();
    const exchange = { request: http.getRequest<FastifyRequest>(), reply: http.getResponse<FastifyReply>() };
    const { request } = exchange;
    if (row === 'public') {
      if (!(operation.name in healthPolicy)) await this.#limits?.askedWithoutToken(exchange);
      return true;
    }
    const caller = await this.#admitted(exchange, operation);
    if (!mayAsk(row, caller)) throw new Problem(403, 'forbidden', 'This needs a role that the caller does not have.');
    const person = needsPerson(row) ? await this.#people.personOf(caller) : undefined;
    stateOf(request).access = new Access(operation.name, row, caller, person);
    return true;
  }

  /** Who asks, where their token holds, they ask not too often, and nobody barred them. */
  async #admitted(exchange: Exchange, operation: OperationMetadata): Promise<Caller> {
    const { request } = exchange;
    const caller = this.#verifier.known?.(request.headers.authorization) ?? (await this.#verifiedAnew(exchange));
    stateOf(request).asking = { operation: operation.name, caller };
    await this.#limits?.asked(exchange, operation, caller);
    await this.#barred?.admit(caller);
    return caller;
  }

  /** A token that was seen to hold is never kept out for those of the same address that do not. */
  async #verifiedAnew(exchange: Exchange): Promise<Caller> {
    await this.#limits?.beforeToken(exchange);
    try {
      return await this.#verifier.verify(exchange.request.headers.authorization);
    } catch (error) {
      if (error instanceof Problem && error.word === 'token-refused') await this.#limits?.tokenFailed(exchange);
      throw error;
    }
  }
}

const needsPerson = (row: Row<string>): boolean =>
  row === 'signed-in' || (row !== 'public' && row.relations !== undefined);

const mayAsk = (row: Exclude<Row<string>, 'public'>, caller: Caller): boolean =>
  row === 'signed-in' || row.relations !== undefined || caller.roles.some((role) => row.roles?.includes(role));
