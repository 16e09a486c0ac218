import { setTimeout as pause } from 'node:timers/promises';
import { bodyHashOf, createdIdFrom } from '@telemachy/event-store';
import type { CommandHandler } from '@telemachy/event-store';
import type { MessageId } from '@telemachy/contracts';
import type { MessageFact } from '@telemachy/contracts/notification';
import { isBefore } from '../../domain/instant.ts';
import type { Message, MessageCommand, MessageRefusal } from '../../domain/message.ts';
import { isTemplate, partnerOf } from '../../domain/templates.ts';
import { textOf } from '../../domain/text-of.ts';
import type { Waiting } from '../../read-models/outbox/outbox.projection.ts';
import type { Claims } from './claims.ts';
import { letter } from './layout.ts';
import type { Mailer } from './mailer.ts';

/** What is known of somebody at the moment of sending. */
export type Addressee = { readonly name: string; readonly email: string | undefined; readonly zone: string };

export type DeliverOptions = {
  readonly messages: CommandHandler<Message, MessageCommand, MessageFact, MessageRefusal>;
  readonly claims: Claims;
  readonly mailer: Mailer;
  /** Address of the web portal, for links, where there is one; no slash at its end. */
  readonly portalUrl: string | undefined;
  /** RFC 3339, UTC. */
  readonly now: () => string;
};

/** `taken`: another worker has it. `settled`: there is nothing to do, the row is older than the stream. `unreachable`: nothing can be sent now. */
export type Delivered = 'sent' | 'failed' | 'expired' | 'settled' | 'taken' | 'unreachable';
/** A row, with the people it concerns. */
export type Due = { readonly tenant: string; readonly row: Waiting; readonly people: ReadonlyMap<string, Addressee> };
export type Deliver = (due: Due, signal: AbortSignal) => Promise<Delivered>;

type Report = Extract<MessageCommand, { type: 'record-sent' | 'record-failure' | 'expire' }>;

/** Sends one mail of the outbox and notes what became of it in the message's stream, which decides; the outbox row is a hint. */
export const deliverer = (options: DeliverOptions): Deliver => {
  const { messages, claims, mailer, portalUrl, now } = options;

  const note = async (tenant: string, id: MessageId, command: Report): Promise<void> => {
    const step = command.type === 'record-failure' ? `${command.type}|${command.attempt}` : command.type;
    const handled = await messages.handle({
      tenant,
      id,
      command,
      identity: { id: createdIdFrom(id, step), bodyHash: bodyHashOf(step) },
      meta: { correlationId: id, actor: 'effect:email' },
    });
    if (!handled.accepted) throw new Error(`the message took no "${command.type}": ${handled.why}`);
  };

  /** The mail is out; not to note it would be to send it again. So this goes on until the store takes it or the process must leave. */
  const noteSent = async (tenant: string, id: MessageId, signal: AbortSignal): Promise<void> => {
    const command = { type: 'record-sent', at: now() } as const;
    for (;;) {
      try {
        return await note(tenant, id, command);
      } catch (error) {
        if (signal.aborted) throw error;
        await pause(500, undefined, { signal }).catch(() => undefined);
      }
    }
  };

  const mailFor = ({ row, people }: Due) => {
    if (!isTemplate(row.template)) return 'template-unknown';
    const recipient = people.get(row.recipientId);
    if (recipient === undefined) return 'recipient-unknown';
    const { name, email, zone } = recipient;
    if (email === undefined) return 'no-address';
    const partnerName = people.get(partnerOf(row) ?? '')?.name;
    const text = textOf(row.template, row.about, { partnerName, zone });
    return { messageId: row.messageId, to: { name, address: email }, letter: letter(text, name, portalUrl) };
  };

  const attempt: Deliver = async (due, signal) => {
    const { tenant, row } = due;
    const { state } = await messages.load(tenant, row.messageId);
    const started = now();
    if (state.status !== 'waiting') return 'settled';
    if (state.worthlessAfterAt !== undefined && !isBefore(started, state.worthlessAfterAt)) {
      await note(tenant, row.messageId, { type: 'expire', at: started });
      return 'expired';
    }
    if (isBefore(started, state.notBeforeAt)) return 'settled';
    const failed = (code: string, final: boolean): Promise<void> =>
      note(tenant, row.messageId, { type: 'record-failure', attempt: state.failures + 1, code, final, at: now() });
    const mail = mailFor(due);
    if (typeof mail === 'string') {
      await failed(mail, mail === 'no-address');
      return 'failed';
    }
    const delivery = await mailer.send(mail);
    switch (delivery.outcome) {
      case 'sent':
        await noteSent(tenant, row.messageId, signal);
        return 'sent';
      case 'later':
      case 'never':
        await failed(delivery.code, delivery.outcome === 'never');
        return 'failed';
      case 'unreachable':
        return 'unreachable';
    }
  };

  return async (due, signal) => {
    const claim = `${due.tenant}|${due.row.messageId}`;
    if (!(await claims.take(claim))) return 'taken';
    try {
      return await attempt(due, signal);
    } finally {
      await claims.release(claim);
    }
  };
};
