import { randomUUID } from 'node:crypto';
import { Body, Controller, Inject, Post } from '@nestjs/common';
import { bodyHashOf, StoreUnavailable } from '@telemachy/event-store';
import { installation, logoutRefused, Operation, type LogoutTokens, type SignOut } from '@telemachy/service-shell';
import type { Handlers } from '../../streams.ts';
import { HANDLERS, LOGOUT_TOKENS } from '../../tokens.ts';
import { logoutTokenOf } from './logout-form.ts';

@Controller('v1/back-channel-logout')
export class SignOutController {
  constructor(
    @Inject(LOGOUT_TOKENS) private readonly tokens: Pick<LogoutTokens, 'read'>,
    @Inject(HANDLERS) private readonly handlers: Pick<Handlers, 'signOuts'>,
  ) {}

  @Post()
  @Operation('sign-out', {
    summary: 'An identity provider says that somebody signed out: within a minute their tokens are refused everywhere',
    description:
      'OpenID Connect Back-Channel Logout 1.0: the body is a form with `logout_token`, which vouches for itself. One that was heard before is refused.',
    status: 200,
    consumes: 'application/x-www-form-urlencoded',
    refusals: ['logout-token-refused'],
  })
  // eslint-disable-next-line no-restricted-syntax -- a form is a stream; its one field is read there
  async signOut(@Body() body: unknown): Promise<Record<string, never>> {
    await this.#hear(await this.tokens.read(await logoutTokenOf(body)));
    return {};
  }

  async #hear(said: SignOut): Promise<void> {
    const handled = await this.handlers.signOuts.handle({
      tenant: installation,
      id: said.signOutId,
      command: { type: 'hear-sign-out', ...said },
      identity: { id: randomUUID(), bodyHash: bodyHashOf(said) },
      meta: { correlationId: randomUUID(), actor: 'provider:logout' },
    });
    if (handled.accepted) return;
    if (handled.why === 'refused') throw logoutRefused('it was heard before');
    throw new StoreUnavailable('others kept appending first');
  }
}
