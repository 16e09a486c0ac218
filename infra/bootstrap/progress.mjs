/** When the command began; a command that was handed over goes on counting. */
export const begun = Number(process.env['TELEMACHY_BEGUN'] ?? Date.now());
delete process.env['TELEMACHY_BEGUN']; // it is this command's, not its children's

/** Says one line of progress on stderr, after the seconds since the start. @param {string} line */
export function say(line) {
  process.stderr.write(`${((Date.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
}

/**
 * Runs work and says when it began, that it still goes on, and when it was done.
 *
 * @template T
 * @param {string} what such as `npm packages`
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgress(what, work) {
  say(`${what} …`);
  const from = Date.now();
  const seconds = () => `${((Date.now() - from) / 1000).toFixed(1)} s`;
  const timer = setInterval(() => say(`${what} … still working (${seconds()})`), 10_000);
  try {
    const result = await work();
    say(`${what}: done in ${seconds()}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
