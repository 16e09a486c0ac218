import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { OPERATION, type OperationMetadata } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import { stateOf } from '../http/request-state.ts';
import { Access } from './access.ts';
import type { Barred } from './barred.ts';
import type { Caller, People } from './caller.ts';
import type { Policy, Row } from './policy.ts';

export type Verifier = { verify(authorization: string | undefined): Promise<Caller> };

/** Stands before every handler: who asks, and may such a one ask at all. How the caller stands to one thing is asked later, by `Access.permit`. */
export class AccessGuard implements CanActivate {
  readonly #policy: Policy;
  readonly #verifier: Verifier;
  readonly #people: People;
  readonly #barred: Barred | undefined;

  /** @param barred who may not act although the token holds; nobody where it is left out */
  constructor(policy: Policy, verifier: Verifier, people: People, barred?: Barred) {
    this.#policy = policy;
    this.#verifier = verifier;
    this.#people = people;
    this.#barred = barred;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const operation = Reflect.getMetadata(OPERATION, context.getHandler()) as OperationMetadata | undefined;
    const row = operation === undefined ? undefined : this.#policy[operation.name];
    if (operation === undefined || row === undefined) throw new Problem(403, 'forbidden', 'Nobody may do this.');
    if (row === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = await this.#verifier.verify(request.headers.authorization);
    stateOf(request).asking = { operation: operation.name, caller };
    await this.#barred?.admit(caller);
    if (!mayAsk(row, caller)) throw new Problem(403, 'forbidden', 'This needs a role that the caller does not have.');
    const person = needsPerson(row) ? await this.#people.personOf(caller) : undefined;
    stateOf(request).access = new Access(operation.name, row, caller, person);
    return true;
  }
}

const needsPerson = (row: Row<string>): boolean =>
  row === 'signed-in' || (row !== 'public' && row.relations !== undefined);

const mayAsk = (row: Exclude<Row<string>, 'public'>, caller: Caller): boolean =>
  row === 'signed-in' || row.relations !== undefined || caller.roles.some((role) => row.roles?.includes(role));
