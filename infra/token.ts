import { developmentToken, TokenRefused, type DevelopmentToken } from './issuer/development-token.ts';
import { command, misused } from './src/command.ts';
import { readPlatformFile } from './src/platform/platform-file.ts';

// `npm run token -- --as …`: prints a token of the development issuer, and nothing else, on stdout.
await command('token', async ({ as, org, json }) => {
  if (as === undefined) throw misused('token', 'say for whom: --as person:<email> or --as coordinator');
  const issuer = process.env['TELEMACHY_ISSUER'] || (await readPlatformFile(process.env)).addresses.issuer;
  const answer = await askFor(issuer, as, org);
  console.log(json ? JSON.stringify(answer) : answer.access_token);
});

async function askFor(issuer: string, as: string, org: string): Promise<DevelopmentToken> {
  try {
    return await developmentToken(issuer, as, org);
  } catch (error) {
    throw error instanceof TokenRefused && error.status === 400 ? misused('token', error.message) : error;
  }
}
