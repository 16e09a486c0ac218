import { command, misused } from './src/command.ts';
import { readPlatformFile } from './src/platform/platform-file.ts';

// `npm run token -- --as …`: prints a token of the development issuer, and nothing else, on stdout.
await command('token', async ({ as, org, json }) => {
  if (as === undefined) throw misused('token', 'say for whom: --as person:<email> or --as coordinator');
  const issuer = process.env['TELEMACHY_ISSUER'] || (await readPlatformFile(process.env)).addresses.issuer;
  const answer = await askFor(issuer, as, org);
  console.log(json ? JSON.stringify(answer) : answer.access_token);
});

async function askFor(issuer: string, as: string, org: string): Promise<{ access_token: string }> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ as, org }) };
  const response = await fetch(`${issuer}/token`, init).catch((cause: unknown) => {
    throw new Error(`the issuer at ${issuer} does not answer`, { cause });
  });
  const body = (await response.json()) as { access_token?: string; error_description?: string };
  const { access_token } = body;
  if (access_token !== undefined) return { ...body, access_token };
  const fault = body.error_description ?? `the issuer answered ${response.status}`;
  throw response.status === 400 ? misused('token', fault) : new Error(fault);
}
