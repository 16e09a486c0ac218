import { claimsFor } from './issuer/claims.ts';
import { command, misused } from './src/command.ts';
import { readPlatformFile } from './src/platform/platform-file.ts';
import { readDemoFiles } from './demo/files.ts';
import { play } from './demo/play.ts';
import { nobodyFits, printed } from './demo/table.ts';

// `npm run demo`: one cohort against the running platform, through HTTP only, as its people would. Nothing is asked of it before
// every option and file is known to be right.
const root = new URL('..', import.meta.url).pathname;
const sample = `${root}test/data/mentor-match-small`;

await command('demo', async (values) => {
  const identity = claimsFor('coordinator', values.org);
  if ('fault' in identity) throw misused('demo', `--org: ${identity.fault}`);
  const files = await readDemoFiles({
    mentors: values.mentors ?? `${sample}/mentors.csv`,
    mentees: values.mentees ?? `${sample}/mentees.csv`,
    mapping: values.mapping ?? `${sample}/mapping.json`,
    policy: values.policy ?? `${sample}/policy.json`,
    agreement: values.agreement ?? `${sample}/agreement.json`,
  });
  const { addresses } = await readPlatformFile(process.env);
  const { result, answers, reasons } = await play({ addresses, files, org: values.org, root });
  console.log(values.json ? JSON.stringify(result) : printed(result, answers));
  if (result.pairs === 0) console.error(nobodyFits(reasons));
  if (result.pairs === 0 || !result.optimal || !result.rebuilt) process.exitCode = 1;
});
