import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';

/** A mail as the server took it. */
export type TakenMail = { readonly to: string; readonly raw: string };

/** What the server says at one step instead of taking the mail; `break`: it closes the connection there. */
export type MailFault =
  | { readonly at: 'greeting' | 'recipient' | 'data'; readonly code: number }
  | { readonly at: 'data'; readonly code: 'break' };

/** A real SMTP server in this process that does as it is told. */
export type MailServer = {
  /** `smtp://127.0.0.1:<port>` */
  readonly url: string;
  /** In the order they came, copies included. */
  readonly mails: readonly TakenMail[];
  /** From now on, until told otherwise: `undefined` takes everything. */
  fail(fault: MailFault | undefined): void;
  /** Nobody answers at its address any more. */
  down(): Promise<void>;
  /** It answers again, at the same address. */
  up(): Promise<void>;
};

type Done = (error: Error | null) => void;
const refusal = (responseCode: number): Error => Object.assign(new Error('as the test wants'), { responseCode });
const textOf = async (stream: SMTPServerDataStream): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

export const startMailServer = async (): Promise<MailServer> => {
  const mails: TakenMail[] = [];
  let fault: MailFault | undefined;
  const failing = (at: MailFault['at']): Error | undefined =>
    fault?.at === at && fault.code !== 'break' ? refusal(fault.code) : undefined;

  const take = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Error | undefined> => {
    const raw = await textOf(stream);
    const refused = failing('data');
    if (refused !== undefined) return refused;
    mails.push(...session.envelope.rcptTo.map(({ address }) => ({ to: address, raw })));
    return undefined;
  };
  const answer = async (stream: SMTPServerDataStream, session: SMTPServerSession, done: Done): Promise<void> => {
    const refused = await take(stream, session);
    if (fault?.code !== 'break') return done(refused ?? null);
    for (const connection of server.connections) connection.close();
  };
  const create = (): SMTPServer => {
    const created = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      closeTimeout: 100,
      onConnect: (_session, done) => done(failing('greeting') ?? null),
      onRcptTo: (_address, _session, done) => done(failing('recipient') ?? null),
      onData: (stream, session, done) => void answer(stream, session, done),
    });
    // A client that goes away in the middle is what some tests are about.
    created.on('error', () => {});
    return created;
  };

  let server = create();
  const listen = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const listening = server.listen(port, '127.0.0.1', () => {
        const address = listening.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
      listening.once('error', reject);
    });
  const port = await listen(0);
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    fail(next) {
      fault = next;
    },
    down: () => new Promise((resolve) => server.close(() => resolve())),
    async up() {
      server = create();
      await listen(port);
    },
  };
};
