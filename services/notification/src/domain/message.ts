import { accept, refuse } from '@telemachy/kernel';
import type { Decider } from '@telemachy/kernel';
import type { MessageId, PersonId } from '@telemachy/contracts';
import type { Channel, MessageFact } from '@telemachy/contracts/notification';
import { decideToSend } from './decision.ts';
import { templates } from './templates.ts';
import type { About, TemplateName } from './templates.ts';
import { retryAt } from './retry.ts';

/** What a fact means for one person by one channel; whether it is sent is decided here. */
export type ConsiderMessage = {
  readonly type: 'consider-message';
  readonly messageId: MessageId;
  readonly recipientId: PersonId;
  readonly channel: Channel;
  readonly template: TemplateName;
  readonly about: About;
  readonly sourceFactId: string;
  readonly urgent: boolean;
  readonly worthlessAfterAt: string;
  readonly at: string;
};
/** The recipient's own choice comes beside it: it stands in another stream. */
export type DecideMessage = Omit<ConsiderMessage, 'type'> & {
  readonly type: 'decide-message';
  readonly chosen: boolean | undefined;
};
export type RecordSent = { readonly type: 'record-sent'; readonly at: string };
/** `attempt` counts from 1. `final`: trying again cannot help. */
export type RecordFailure = {
  readonly type: 'record-failure';
  readonly attempt: number;
  readonly code: string;
  readonly final: boolean;
  readonly at: string;
};
export type Expire = { readonly type: 'expire'; readonly at: string };
export type Read = { readonly type: 'read'; readonly at: string };
export type MessageCommand = DecideMessage | RecordSent | RecordFailure | Expire | Read;

export type MessageRefusal = 'message-not-found' | 'message-not-for-sending' | 'message-not-in-inbox';

export type Message =
  | { readonly status: 'undecided' }
  | {
      /** `waiting` to be sent, if it is mail; `shown` in the inbox; the others are ends. */
      readonly status: 'waiting' | 'shown' | 'suppressed' | 'sent' | 'given-up' | 'expired';
      readonly messageId: MessageId;
      readonly recipientId: PersonId;
      readonly failures: number;
      readonly notBeforeAt: string;
      readonly worthlessAfterAt: string | undefined;
      readonly read: boolean;
    };
type Decided = Exclude<Message, { readonly status: 'undecided' }>;

const decideMessage = (command: DecideMessage, state: Message) => {
  if (state.status !== 'undecided') return accept();
  const { messageId, recipientId, channel, template, about, sourceFactId, worthlessAfterAt, at } = command;
  const { topic } = templates[template];
  const { decision, reasons } = decideToSend({ ...command, topic });
  const data = {
    messageId,
    recipientId,
    topic,
    channel,
    template,
    about: { ...about },
    sourceFactId,
    decision,
    reasons: [...reasons],
    worthlessAfterAt,
    decidedAt: at,
  };
  return accept({ type: 'notification.message-decided.v1', data });
};

const idsOf = ({ messageId, recipientId }: Decided) => ({ messageId, recipientId });

const recordFailure = ({ attempt, code, final, at }: RecordFailure, state: Decided) => {
  if (attempt <= state.failures) return accept();
  const again = final ? undefined : retryAt(state.messageId, attempt, at);
  const data = { ...idsOf(state), attempt, code, failedAt: at, ...(again === undefined ? {} : { retryAt: again }) };
  return accept({ type: 'notification.message-failed.v1', data });
};

/** What happened to a message on its way; once it has come to an end nothing more is news. */
const onTheWay = (command: RecordSent | RecordFailure | Expire, state: Decided) => {
  if (state.status === 'shown' || state.status === 'suppressed') return refuse('message-not-for-sending');
  if (state.status !== 'waiting') return accept();
  switch (command.type) {
    case 'record-sent':
      return accept({ type: 'notification.message-sent.v1', data: { ...idsOf(state), sentAt: command.at } });
    case 'record-failure':
      return recordFailure(command, state);
    case 'expire':
      return accept({ type: 'notification.message-expired.v1', data: { ...idsOf(state), expiredAt: command.at } });
  }
};

/** One stream per message: source fact, recipient, topic and channel make its id, so whatever comes again finds it decided. */
export const message: Decider<Message, MessageCommand, MessageFact, MessageRefusal> = {
  initial: { status: 'undecided' },

  decide: (command, state) => {
    if (command.type === 'decide-message') return decideMessage(command, state);
    if (state.status === 'undecided') return refuse('message-not-found');
    if (command.type !== 'read') return onTheWay(command, state);
    if (state.status !== 'shown') return refuse('message-not-in-inbox');
    if (state.read) return accept();
    return accept({ type: 'notification.message-read.v1', data: { ...idsOf(state), readAt: command.at } });
  },

  evolve: (state, event) => {
    if (event.type === 'notification.message-decided.v1') {
      const { messageId, recipientId, channel, decision, decidedAt, worthlessAfterAt } = event.data;
      const status = decision === 'suppress' ? 'suppressed' : channel === 'email' ? 'waiting' : 'shown';
      return { status, messageId, recipientId, failures: 0, notBeforeAt: decidedAt, worthlessAfterAt, read: false };
    }
    if (state.status === 'undecided') return state;
    switch (event.type) {
      case 'notification.message-sent.v1':
        return { ...state, status: 'sent' };
      case 'notification.message-failed.v1': {
        const { attempt, retryAt: again } = event.data;
        if (again === undefined) return { ...state, status: 'given-up', failures: attempt };
        return { ...state, failures: attempt, notBeforeAt: again };
      }
      case 'notification.message-expired.v1':
        return { ...state, status: 'expired' };
      case 'notification.message-read.v1':
        return { ...state, read: true };
    }
  },
};
