import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Mailbox } from './mailbox.ts';
import { listPage, mailPage } from './pages.ts';

const raw = Buffer.from(
  [
    'From: "Telemachy" <no-reply@telemachy.example>',
    'To: =?UTF-8?Q?=C3=84da?= <ada@example.org>, bo@example.org',
    'Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe_=3Cscript=3E?=',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Wir h=C3=B6ren uns.',
  ].join('\r\n'),
);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telemachy-spec-'));
});

describe('a mailbox', () => {
  it('lists what it keeps, decoded, with the time of arrival', async () => {
    const mailbox = await Mailbox.open(folder);
    await mailbox.keep(raw);
    expect(mailbox.list()).toEqual([
      {
        id: expect.any(String),
        subject: 'Grüße <script>',
        from: { name: 'Telemachy', address: 'no-reply@telemachy.example' },
        to: [
          { name: 'Äda', address: 'ada@example.org' },
          { name: '', address: 'bo@example.org' },
        ],
        date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
    ]);
  });

  it('keeps mails over a restart', async () => {
    await (await Mailbox.open(folder)).keep(raw);
    const [mail] = (await Mailbox.open(folder)).list();
    expect(mail?.subject).toBe('Grüße <script>');
    expect(new Date(mail?.date ?? '').getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  it('reads one mail, and none that is not its own', async () => {
    const mailbox = await Mailbox.open(folder);
    await mailbox.keep(raw);
    const id = mailbox.list()[0]?.id ?? '';
    expect((await mailbox.read(id))?.text.trim()).toBe('Wir hören uns.');
    expect(await mailbox.read('../../etc/passwd')).toBeUndefined();
  });

  it('can be emptied', async () => {
    const mailbox = await Mailbox.open(folder);
    await mailbox.keep(raw);
    await mailbox.empty();
    expect(mailbox.list()).toEqual([]);
    expect((await Mailbox.open(folder)).list()).toEqual([]);
  });
});

describe('the mail pages', () => {
  it('show what a mail says and run none of it', async () => {
    const mailbox = await Mailbox.open(folder);
    await mailbox.keep(raw);
    const list = listPage(mailbox.list());
    expect(list).toContain('<h1>1 mail</h1>');
    expect(list).toContain('Grüße &#60;script&#62;');
    const id = mailbox.list()[0]?.id ?? '';
    const page = mailPage((await mailbox.read(id))!);
    expect(page).toContain('Wir hören uns.');
    expect(page).not.toContain('<script>');
  });
});
