import type { Text } from '../../domain/words.ts';

export type Letter = { readonly subject: string; readonly text: string; readonly html: string };

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);

const body = 'font:16px/1.5 system-ui,sans-serif;color:#1f2933;max-width:36em;margin:0 auto;padding:24px';
const button =
  'display:inline-block;padding:10px 18px;border-radius:6px;background:#1d5c63;color:#fff;text-decoration:none';
const small = 'font-size:13px;color:#52606d;border-top:1px solid #d9e2ec;padding-top:12px;margin-top:28px';

/** A text as a mail: plain and HTML, one link, and why it came. `linkBase` has no slash at its end. */
export const letter = ({ subject, paragraphs, action, path }: Text, greeting: string, linkBase: string): Letter => {
  const link = `${linkBase}${path}`;
  const settings = `${linkBase}/preferences`;
  const text = [
    `Hello ${greeting},`,
    ...paragraphs,
    `${action}: ${link}`,
    `--\nYou get this because you take part in a mentoring program. Choose what reaches you: ${settings}`,
  ].join('\n\n');
  const html = [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head><body style="${body}">`,
    `<p>Hello ${escaped(greeting)},</p>`,
    ...paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>`),
    `<p><a style="${button}" href="${escaped(link)}">${escaped(action)}</a></p>`,
    `<p style="${small}">You get this because you take part in a mentoring program. `,
    `<a href="${escaped(settings)}">Choose what reaches you</a>.</p></body></html>`,
  ].join('\n');
  return { subject, text: `${text}\n`, html };
};
