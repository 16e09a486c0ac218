import { runCheck, staticChecks, unitCheck } from './src/checks.ts';

// Format, lint, types, boundaries and unit specs: what to run before every commit.
const root = new URL('..', import.meta.url).pathname;
let failed = 0;
for (const check of [...staticChecks, unitCheck]) {
  const result = await runCheck(check, root);
  console.log(`${result.passed ? 'ok    ' : 'FAILED'} ${result.name.padEnd(10)} ${result.seconds.toFixed(1)} s`);
  if (result.passed) continue;
  failed += 1;
  console.log(result.output.trimEnd());
}
process.exitCode = failed === 0 ? 0 : 1;
