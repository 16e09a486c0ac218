import type { PersonId } from '@telemachy/contracts';
import { Problem, type Kept, type ReadModel } from '@telemachy/service-shell';
import type { Filter } from 'mongodb';
import type { StoredMessage } from '../messages/messages.projection.ts';

type Asked = { readonly limit: number; readonly cursor?: string | undefined; readonly unread: boolean };

const separator = '|';
const encode = ({ decidedAt, messageId }: StoredMessage): string =>
  Buffer.from(`${decidedAt}${separator}${messageId}`).toString('base64url');
const decode = (cursor: string): readonly [string, string] => {
  const [decidedAt, messageId] = Buffer.from(cursor, 'base64url').toString().split(separator);
  if (decidedAt !== undefined && messageId !== undefined && /^[\dTZ:.-]{20,30}$/.test(decidedAt))
    return [decidedAt, messageId];
  throw new Problem(400, 'invalid-request', 'The request does not fit its schema; each fault is named in "errors".', {
    errors: [{ in: 'query', path: 'cursor', message: 'expected "next" of an earlier page' }],
  });
};

/** What stands in somebody's inbox, newest first. */
export class Inboxes {
  readonly #messages: Pick<ReadModel<StoredMessage>, 'query'>;
  constructor(messages: Pick<ReadModel<StoredMessage>, 'query'>) {
    this.#messages = messages;
  }

  async page(
    tenant: string,
    recipientId: PersonId,
    { limit, cursor, unread }: Asked,
  ): Promise<{ readonly messages: readonly StoredMessage[]; readonly next?: string }> {
    const where: Filter<Kept<StoredMessage>> = {
      tenant,
      recipientId,
      shown: true,
      ...(unread ? { readAt: { $exists: false } } : {}),
    };
    if (cursor !== undefined) {
      const [decidedAt, messageId] = decode(cursor);
      where.$or = [{ decidedAt: { $lt: decidedAt } }, { decidedAt, messageId: { $lt: messageId } }] as NonNullable<
        Filter<Kept<StoredMessage>>['$or']
      >;
    }
    const found = await this.#messages.query((messages) =>
      messages
        .find(where)
        .sort({ decidedAt: -1, messageId: -1 })
        .limit(limit + 1)
        .toArray(),
    );
    const page = found.slice(0, limit).map(({ _id, tenant: _tenant, ...message }) => message);
    const last = page.at(-1);
    return found.length > limit && last !== undefined ? { messages: page, next: encode(last) } : { messages: page };
  }
}
