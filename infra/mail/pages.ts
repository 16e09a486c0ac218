import type { Correspondent, Mail, MailSummary } from './mailbox.ts';

const shownMails = 500;

/** The list of mails, newest first. */
export function listPage(mails: readonly MailSummary[]): string {
  const rows = mails.slice(0, shownMails).map(
    ({ id, date, to, subject }) =>
      `<tr><td><time>${escape(date.slice(0, 19).replace('T', ' '))}</time></td><td>${people(to)}</td>
<td><a href="/email/${encodeURIComponent(id)}/page">${escape(subject || '(no subject)')}</a></td></tr>`,
  );
  const all = `${mails.length} ${mails.length === 1 ? 'mail' : 'mails'}`;
  const count = mails.length > shownMails ? `the newest ${shownMails} of ${all}` : all;
  const table = `<table><thead><tr><th scope="col">Arrived (UTC)</th><th scope="col">To</th><th scope="col">Subject</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
  return page('Mails', `<h1>${count}</h1>${mails.length === 0 ? '<p>Nothing has been sent yet.</p>' : table}`);
}

/** One mail. Its HTML is shown in a frame that may neither run scripts nor fetch anything. */
export function mailPage(mail: Mail): string {
  const attachments = mail.attachments.map(
    ({ filename, contentType, content }) =>
      `<details><summary>${escape(filename)} (${escape(contentType)})</summary><pre>${escape(content)}</pre></details>`,
  );
  const html = mail.html === '' ? '' : `<iframe sandbox title="as HTML" srcdoc="${escape(mail.html)}"></iframe>`;
  return page(
    mail.subject,
    `<p><a href="/">All mails</a></p><h1>${escape(mail.subject || '(no subject)')}</h1>
<dl><dt>From</dt><dd>${people([mail.from])}</dd><dt>To</dt><dd>${people(mail.to)}</dd><dt>Arrived</dt><dd>${escape(mail.date)}</dd></dl>
${mail.text === '' ? '' : `<pre>${escape(mail.text)}</pre>`}${html}${attachments.join('\n')}`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #ddd}pre{white-space:pre-wrap;background:#f6f6f6;padding:1rem}
iframe{width:100%;height:30rem;border:1px solid #ddd}dt{font-weight:600}</style></head><body>${body}</body></html>`;
}

function people(list: readonly Correspondent[]): string {
  return list.map(({ name, address }) => escape(name === '' ? address : `${name} <${address}>`)).join(', ');
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
