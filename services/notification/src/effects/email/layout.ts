import type { Place, Text } from '../../domain/words.ts';

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

const why = 'You get this because you take part in a mentoring program.';
const choose = 'Choose what reaches you';
const settings: Place = { service: 'notification', path: '/preferences' };

type Way = { readonly plain: string; readonly html: string };

/** By a link where there is a web portal; else by the resource of the API, since a link that leads nowhere is worse than none. */
const way = (action: string, { service, path }: Place, portalUrl: string | undefined, style: string): Way => {
  if (portalUrl !== undefined) {
    const link = `${portalUrl}${path}`;
    const styled = style === '' ? '' : ` style="${style}"`;
    return { plain: `${action}: ${link}`, html: `<a${styled} href="${escaped(link)}">${escaped(action)}</a>` };
  }
  const resource = `/v1${path}`;
  const where = `of the ${service} service`;
  return {
    plain: `${action}: ${resource} ${where}`,
    html: `${escaped(action)}: <code>${escaped(resource)}</code> ${where}`,
  };
};

/**
 * A text as a mail: plain and HTML, one way on, and why it came.
 *
 * @param portalUrl address of the web portal, where there is one; no slash at its end
 */
export const letter = (text: Text, greeting: string, portalUrl: string | undefined): Letter => {
  const { subject, paragraphs, action } = text;
  const on = way(action, text, portalUrl, button);
  const toSettings = way(choose, settings, portalUrl, '');
  const plain = [`Hello ${greeting},`, ...paragraphs, on.plain, `--\n${why} ${toSettings.plain}`].join('\n\n');
  const html = [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head><body style="${body}">`,
    `<p>Hello ${escaped(greeting)},</p>`,
    ...paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>`),
    `<p>${on.html}</p>`,
    `<p style="${small}">${why} ${toSettings.html}.</p></body></html>`,
  ].join('\n');
  return { subject, text: `${plain}\n`, html };
};
