import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import { demonstrationPeople } from './people.ts';
import type { Accounts } from './provider.ts';

const longestBody = 10_000;
const roles = ['coordinator', 'org-admin', 'analyst', 'auditor'] as const;

/** The page on which somebody says who they are, and is believed. */
export const signInPages = (provider: Provider, accounts: Accounts, organization: string) => ({
  /** @returns whether the request was for one of these pages */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const uid = /^\/sign-in\/([\w-]+)$/.exec((request.url ?? '').split('?')[0] ?? '')?.[1];
    if (uid === undefined) return false;
    try {
      await provider.interactionDetails(request, response);
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      show(
        response,
        400,
        `<h1>This sign-in has ended</h1><p>It was open for too long, or was finished before. Go back to where you came from, and begin again.</p>`,
      );
      return true;
    }
    if (request.method !== 'POST') {
      show(response, 200, form(uid, organization));
      return true;
    }
    const { as = '', org = organization } = await fieldsOf(request);
    const claims = accounts.of(as, org);
    if ('fault' in claims) show(response, 400, form(uid, org, claims.fault, as));
    else await provider.interactionFinished(request, response, { login: { accountId: claims.sub } });
    return true;
  },
});

const fieldsOf = async (request: IncomingMessage): Promise<{ as?: string; org?: string }> => {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > longestBody) return {};
  }
  const fields = new URLSearchParams(text);
  const chosen = fields.get('who');
  const written = (fields.get('written') ?? '').trim();
  const as = chosen ?? (written === '' ? '' : `person:${written}`);
  return { as, org: fields.get('org') ?? '' };
};

const form = (uid: string, org: string, fault?: string, as = ''): string => {
  const button = (who: string, label: string): string =>
    `<li><button name="who" value="${escape(who)}">${escape(label)}</button></li>`;
  const written = as.startsWith('person:') ? as.slice('person:'.length) : '';
  return `<h1>Sign in</h1>
<p>For development: you are believed, without a password.</p>
${fault === undefined ? '' : `<p role="alert">${escape(fault)}</p>`}
<form method="post" action="/sign-in/${escape(uid)}">
<p><label>Organization<br><input name="org" value="${escape(org)}" required></label></p>
<p><label>E-mail address or employee id<br><input name="written" value="${escape(written)}" autocomplete="username"></label> <button>Sign in</button></p>
<h2>Or as somebody of the demonstration</h2>
<ul>${roles.map((role) => button(role, role)).join('')}${demonstrationPeople.map(({ email, name }) => button(`person:${email}`, name)).join('')}</ul>
</form>`;
};

const show = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  });
  response.end(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in – Telemachy</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}input,button{font:inherit;padding:.4rem .7rem}
ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.5rem}[role=alert]{border-left:4px solid #b00;padding-left:.7rem}</style></head><body>${body}</body></html>`);
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
