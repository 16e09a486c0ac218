import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

/**
 * @typedef {object} SpecCounts what `TELEMACHY_SPEC_RESULTS` names a file for
 * @property {number} passed
 * @property {number} failed a file that cannot even be loaded counts as one
 * @property {number} skipped
 */

/** Jest's results as one line per file, the reason below each failure, and the counts in a file. */
export default class SpecReporter {
  /** @type {SpecCounts} */
  #counts = { passed: 0, failed: 0, skipped: 0 };

  /**
   * @param {import('@jest/reporters').Test} test
   * @param {import('@jest/reporters').TestResult} result
   */
  onTestResult(test, result) {
    const couldNotRun =
      result.testExecError !== undefined || result.failureMessage?.includes('Test suite failed to run') ? 1 : 0;
    const failed = result.numFailingTests + (result.numFailingTests === 0 ? couldNotRun : 0);
    this.#counts.passed += result.numPassingTests;
    this.#counts.failed += failed;
    this.#counts.skipped += result.numPendingTests + result.numTodoTests;
    const seconds = ((result.perfStats.end - result.perfStats.start) / 1000).toFixed(1);
    const file = relative(test.context.config.rootDir, test.path);
    const counts =
      failed === 0 ? `${result.numPassingTests} passed` : `${failed} failed, ${result.numPassingTests} passed`;
    process.stdout.write(`  ${failed === 0 ? 'ok    ' : 'FAILED'} ${file}: ${counts} in ${seconds} s\n`);
    if (failed > 0) process.stdout.write(`${result.failureMessage ?? ''}\n${printed(result.console)}\n`);
  }

  onRunComplete() {
    const file = process.env['TELEMACHY_SPEC_RESULTS'];
    if (file !== undefined) writeFileSync(file, JSON.stringify(this.#counts));
  }
}

/** @param {import('@jest/reporters').TestResult['console']} entries */
function printed(entries) {
  return (entries ?? []).map(({ type, message }) => `    console.${type}: ${message}`).join('\n');
}
