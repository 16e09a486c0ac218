import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { MessageId } from '@telemachy/contracts';
import { startMailServer } from '@telemachy/testing';
import type { MailServer } from '@telemachy/testing';
import { smtpMailer } from './mailer.ts';
import type { Mailer } from './mailer.ts';

const mail = {
  messageId: '5b0c7e0a-6f5e-5d0c-9a1b-0f4d5c8f2a11' as MessageId,
  to: { name: 'Ben Oké, Jr.', address: 'ben@example.test' },
  letter: { subject: 'Meet Zoë\r\nBcc: everybody@example.test', text: 'Hello Ben', html: '<p>Hello Ben</p>' },
};

describe('sending by SMTP', () => {
  let server: MailServer;
  let mailer: Mailer;
  beforeAll(async () => {
    server = await startMailServer();
    mailer = smtpMailer({ url: server.url, from: 'Telemachy <no-reply@telemachy.example>' });
  });
  afterEach(() => server.fail(undefined));
  afterAll(async () => {
    mailer.close();
    await server.down();
  });

  it('hands a mail over under the message’s own id, as a machine’s', async () => {
    expect(await mailer.send(mail)).toEqual({ outcome: 'sent' });
    const [{ to, raw }] = server.mails as [MailServer['mails'][number]];
    expect(to).toBe('ben@example.test');
    expect(raw).toContain('Message-ID: <5b0c7e0a-6f5e-5d0c-9a1b-0f4d5c8f2a11@telemachy>');
    expect(raw).toContain('Auto-Submitted: auto-generated');
    expect(raw).toMatch(/Content-Type: text\/plain[\s\S]*Content-Type: text\/html/);
    expect(raw).not.toMatch(/^bcc:/im);
  });

  it('tries later what is refused for the moment', async () => {
    server.fail({ at: 'recipient', code: 451 });
    expect(await mailer.send(mail)).toEqual({ outcome: 'later', code: 'smtp-451' });
  });

  it('gives up what is refused for good', async () => {
    server.fail({ at: 'data', code: 554 });
    expect(await mailer.send(mail)).toEqual({ outcome: 'never', code: 'smtp-554' });
  });

  it('blames the mail when the server breaks off but answers others', async () => {
    server.fail({ at: 'data', code: 'break' });
    expect((await mailer.send(mail)).outcome).toBe('later');
  });

  it('sends nothing twice by itself when the server breaks off', async () => {
    const before = server.mails.length;
    server.fail({ at: 'data', code: 'break' });
    await mailer.send(mail);
    expect(server.mails.length - before).toBe(1);
  });

  it('blames the server when it lets nobody in', async () => {
    await server.down();
    await server.up();
    server.fail({ at: 'greeting', code: 421 });
    expect((await mailer.send(mail)).outcome).toBe('unreachable');
  });

  it('blames the server when nobody answers', async () => {
    await server.down();
    expect((await mailer.send(mail)).outcome).toBe('unreachable');
    await server.up();
  });
});
