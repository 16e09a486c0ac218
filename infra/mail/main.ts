import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { requiredVariable } from '../src/required-variable.ts';
import { Mailbox } from './mailbox.ts';
import { listPage, mailPage } from './pages.ts';

// A mail server for development: it accepts every mail, delivers none, and shows them on a page.
//   GET /                   the page          GET /email             the list as JSON, newest first
//   GET /email/<id>/page    one mail          GET /email/<id>        one mail as JSON     DELETE /email   removes all
const host = process.env['TELEMACHY_MAIL_HOST'] ?? '127.0.0.1';
const smtpPort = Number(requiredVariable('TELEMACHY_SMTP_PORT'));
const pagePort = Number(requiredVariable('TELEMACHY_PORT'));
const largestMail = 10 * 1024 * 1024;
const mailbox = await Mailbox.open(join(requiredVariable('TELEMACHY_MAIL_DATA'), 'mails'));

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  size: largestMail,
  onData(stream, _session, accept) {
    void keep(stream).then(accept);
  },
});
smtp.on('error', (error) => console.error(error));

const pages = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error);
    response.writeHead(500).end();
  });
});

smtp.listen(smtpPort, host);
pages.listen(pagePort, host, () =>
  console.error(`mails to ${host}:${smtpPort} are shown at http://${host}:${pagePort}/`),
);
process.once('SIGTERM', () => {
  smtp.close(() => {});
  pages.close();
  pages.closeAllConnections();
});

/** @returns the fault to refuse the mail with; none when it is kept */
async function keep(stream: Readable): Promise<Error | undefined> {
  try {
    await mailbox.keep(await buffer(stream));
    return undefined;
  } catch (error) {
    console.error(error);
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  switch (`${request.method} ${path}`) {
    case 'GET /':
      return html(response, listPage(mailbox.list()));
    case 'GET /email':
      return json(response, 200, mailbox.list());
    case 'DELETE /email':
      await mailbox.empty();
      return json(response, 200, {});
  }
  const [, id = '', view] = /^\/email\/([^/]+)(\/page)?$/.exec(path) ?? [];
  const mail = request.method === 'GET' ? await mailbox.read(decodeURIComponent(id)) : undefined;
  if (mail === undefined) return json(response, 404, { error: 'not found' });
  return view === undefined ? json(response, 200, mail) : html(response, mailPage(mail));
}

function html(response: ServerResponse, page: string): void {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'";
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
  response.end(page);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
