import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { relative } from 'node:path';

/** Long enough for clients that close in the background (kafkajs: its last timers). */
const sayLeftOpenAfterMs = 20_000;
/** @type {Set<unknown>} */
const standard = new Set([process.stdin, process.stdout, process.stderr]);

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
    // Fires only where something else keeps the process alive.
    setTimeout(() => process.stdout.write(`${leftOpen()}\n`), sayLeftOpenAfterMs).unref();
  }
}

/** @returns {string} what keeps this process alive, a line each */
export function leftOpen() {
  const internals = /** @type {{ _getActiveHandles(): unknown[] }} */ (/** @type {unknown} */ (process));
  const sockets = internals
    ._getActiveHandles()
    .filter((handle) => handle instanceof Socket && !standard.has(handle))
    .map((/** @type {any} */ socket) => {
      const state = socket.connecting ? 'connecting' : socket.readyState;
      return `socket ${state} to ${socket.remoteAddress ?? socket._host ?? '?'}:${socket.remotePort ?? '?'}, ${socket.bytesWritten} bytes written`;
    });
  const kinds = Object.entries(countOf(process.getActiveResourcesInfo())).map(([kind, count]) => `${count} × ${kind}`);
  return ['Left open after all specs:', ...kinds, ...sockets].join('\n    ');
}

/** @param {string[]} kinds */
function countOf(kinds) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** @param {import('@jest/reporters').TestResult['console']} entries */
function printed(entries) {
  return (entries ?? []).map(({ type, message }) => `    console.${type}: ${message}`).join('\n');
}
