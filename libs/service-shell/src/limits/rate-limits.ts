import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import type { OperationMetadata } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import { networkOf } from './address.ts';
import { classOf, type OperationClass } from './operation-class.ts';
import { Quota, type Left } from './quota.ts';

/** Requests in one window, for each class of operation. */
export type ByClass = Readonly<Record<OperationClass, number>>;

export type RateLimitOptions = {
  readonly windowSeconds: number;
  readonly person: ByClass;
  readonly organization: ByClass;
  /** Tokens of one address that do not hold. */
  readonly failedTokens: number;
  /** Requests of one address that need no token, but for health. */
  readonly withoutToken: number;
  /** Hears of each refusal: the route's template, and the name of the quota. */
  readonly refused: (route: string, reason: string) => void;
};

type Counted = { readonly quota: Quota; readonly left: Left };
/** One request and its answer. */
export type Exchange = { readonly request: FastifyRequest; readonly reply: FastifyReply };
type Pair = { readonly person: Quota; readonly organization: Quota };

const remedies: Readonly<Record<string, string>> = {
  person: 'You have asked more often than one person may',
  organization: 'Your organization has asked more often than one may',
  'failed-tokens': 'Too many tokens from this address did not hold; get a new one at your provider',
  'without-token': 'This address has asked more often than one may without a token',
};

/** Counts what is asked, by person and organization once a token holds, by address before; keeps all of it in this process (ADR 19). */
export class RateLimits {
  readonly #classes: Readonly<Record<OperationClass, Pair>>;
  readonly #failedTokens: Quota;
  readonly #withoutToken: Quota;
  readonly #refused: RateLimitOptions['refused'];

  constructor({ windowSeconds, person, organization, failedTokens, withoutToken, refused }: RateLimitOptions) {
    const pair = (kind: OperationClass): Pair => ({
      person: new Quota({ name: `person-${kind}`, quota: person[kind], windowSeconds }),
      organization: new Quota({ name: `organization-${kind}`, quota: organization[kind], windowSeconds }),
    });
    this.#classes = { read: pair('read'), write: pair('write'), heavy: pair('heavy') };
    this.#failedTokens = new Quota({ name: 'failed-tokens', quota: failedTokens, windowSeconds });
    this.#withoutToken = new Quota({ name: 'without-token', quota: withoutToken, windowSeconds });
    this.#refused = refused;
  }

  /** Before a token is looked at. @throws Problem 429 where too many of this address did not hold */
  async beforeToken(exchange: Exchange): Promise<void> {
    const left = await this.#failedTokens.spent(networkOf(exchange.request.ip));
    if (left !== undefined) this.#tell(exchange, [{ quota: this.#failedTokens, left }]);
  }

  /** A token did not hold. */
  async tokenFailed(exchange: Exchange): Promise<void> {
    const left = await this.#failedTokens.count(networkOf(exchange.request.ip));
    this.#tell(exchange, [{ quota: this.#failedTokens, left: { ...left, exceeded: false } }]);
  }

  /** An operation that needs no token. @throws Problem 429 */
  async askedWithoutToken(exchange: Exchange): Promise<void> {
    const left = await this.#withoutToken.count(networkOf(exchange.request.ip));
    this.#tell(exchange, [{ quota: this.#withoutToken, left }]);
  }

  /** An operation that this caller asks for. Who has asked too often takes nothing from the others. @throws Problem 429 */
  async asked(exchange: Exchange, operation: OperationMetadata, { tenant, actor }: Caller): Promise<void> {
    const { person, organization } = this.#classes[classOf(operation, exchange.request.method)];
    const own = { quota: person, left: await person.count(`${tenant}|${actor}`) };
    if (own.left.exceeded) return this.#tell(exchange, [own]);
    this.#tell(exchange, [own, { quota: organization, left: await organization.count(tenant) }]);
  }

  #tell({ request, reply }: Exchange, counted: readonly Counted[]): void {
    void reply.header('ratelimit-policy', counted.map(({ quota }) => quota.policy).join(', '));
    void reply.header('ratelimit', counted.map(({ quota, left }) => quota.state(left)).join(', '));
    const over = counted.find(({ left }) => left.exceeded);
    if (over === undefined) return;
    this.#refused(request.routeOptions.url ?? 'none', over.quota.name);
    throw tooMany(over);
  }
}

const tooMany = ({ quota: { name }, left: { seconds } }: Counted): Problem => {
  const remedy = remedies[name] ?? remedies[name.split('-', 1)[0] ?? ''];
  return new Problem(429, 'too-many-requests', `${remedy}. Send the same request again after ${seconds} s.`, {
    headers: { 'retry-after': String(seconds) },
    members: { 'violated-policies': [name] },
  });
};
