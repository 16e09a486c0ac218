import { parseArgs } from 'node:util';
import { faultOf } from './src/fault.ts';
import { readPlatformFile } from './src/platform/platform-file.ts';

// `npm run token -- --as …`: prints a token of the development issuer, and nothing else, on stdout.
const usage = `usage: npm run --silent token -- --as <who> [--org <organization>] [--json]
  <who>   person:<email or employee id> | coordinator | analyst | org-admin | auditor
  --org   the organization (demo)
  --json  the issuer's whole answer as one line
The issuer is that of the running platform; TELEMACHY_ISSUER names another.`;

try {
  const { values } = parseArgs({
    options: { as: { type: 'string' }, org: { type: 'string', default: 'demo' }, json: { type: 'boolean' } },
  });
  if (values.as === undefined) throw new Error('say for whom: --as is missing');
  const issuer = process.env['TELEMACHY_ISSUER'] || (await readPlatformFile(process.env))?.addresses.issuer;
  if (issuer === undefined) throw new Error('no running platform was found; start it with: npm start');
  const answer = await askFor(issuer, values.as, values.org);
  console.log(values.json === true ? JSON.stringify(answer) : answer.access_token);
} catch (error) {
  console.error(`${faultOf(error)}\n\n${usage}`);
  process.exitCode = 1;
}

async function askFor(issuer: string, as: string, org: string): Promise<{ access_token: string }> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as, org }),
  });
  const body = (await response.json()) as { access_token?: string; error_description?: string };
  const { access_token } = body;
  if (access_token === undefined) throw new Error(body.error_description ?? `the issuer answered ${response.status}`);
  return { ...body, access_token };
}
