import { createTransport } from 'nodemailer';
import type { MessageId } from '@telemachy/contracts';
import type { Letter } from './layout.ts';
import { faultOf } from './smtp-fault.ts';
import type { SmtpError } from './smtp-fault.ts';

export type Mail = {
  readonly messageId: MessageId;
  readonly to: { readonly name: string; readonly address: string };
  readonly letter: Letter;
};

/** `unreachable`: the server takes nothing at all now, and nothing happened to the message. Codes hold no personal value. */
export type Delivery =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'later' | 'never' | 'unreachable'; readonly code: string };

/** The way out by SMTP. */
export interface Mailer {
  send(mail: Mail): Promise<Delivery>;
  close(): void;
}

export type MailerOptions = {
  /** `smtp://` or `smtps://`, with user and password where the server asks for them. */
  readonly url: string;
  /** `Name <address>`. */
  readonly from: string;
  readonly connections?: number;
};

/** Shorter than a claim lasts, so that nobody else begins while this one is still at it. */
const longestAttemptMs = 25_000;

/** The same for every attempt, so that a mailbox folds the copy that a crash between sending and noting may leave. */
const messageIdHeader = (messageId: MessageId): string => `<${messageId}@telemachy>`;

/** nodemailer over pooled connections. It never sends a mail again by itself: a lost answer is for the outbox to judge. */
export const smtpMailer = ({ url, from, connections = 8 }: MailerOptions): Mailer => {
  const options = {
    url,
    pool: true as const,
    maxConnections: connections,
    maxRequeues: 0,
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 15_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  const transport = createTransport(options);

  const answers = (): Promise<boolean> =>
    transport.verify().then(
      () => true,
      () => false,
    );
  const deliveryAfter = async (error: SmtpError): Promise<Delivery> => {
    const { kind, code } = faultOf(error);
    if (kind !== 'unclear') return { outcome: kind, code };
    return { outcome: (await answers()) ? 'later' : 'unreachable', code };
  };

  return {
    async send({ messageId, to, letter }) {
      const mail = {
        signal: AbortSignal.timeout(longestAttemptMs),
        from,
        to: { ...to },
        ...letter,
        messageId: messageIdHeader(messageId),
        // RFC 3834 §5, and what Exchange reads: no holiday notice comes back to a machine.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      };
      try {
        await transport.sendMail(mail);
        return { outcome: 'sent' };
      } catch (error) {
        return deliveryAfter(error as SmtpError);
      }
    },
    close: () => transport.close(),
  };
};
