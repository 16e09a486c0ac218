import { join } from 'node:path';
import { isFetched } from './artefacts.mjs';
import { capture } from './capture.mjs';

/** The oldest Java that Kafka 4 runs on. */
const oldestJava = 17;

/**
 * @typedef {{ command: string, home: string | undefined, version: string }} Java `version` is everything `java -version` says;
 * `home` is set when it is the fetched one
 */

/**
 * The Java that runs Kafka: the machine's own when it is new enough, else the fetched one.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string | undefined} fetchedJre folder of the fetched Java, when the platform has one
 * @returns {Promise<Java | undefined>} undefined when there is neither
 */
export async function findJava(env, fetchedJre) {
  const own = env['JAVA_HOME'] ? join(env['JAVA_HOME'], 'bin', 'java') : 'java';
  const ownVersion = await javaVersion(own);
  if (ownVersion !== undefined && majorOf(ownVersion) >= oldestJava)
    return { command: own, home: undefined, version: ownVersion };
  if (fetchedJre === undefined || !isFetched(fetchedJre)) return undefined;
  const command = join(fetchedJre, 'bin', 'java');
  const version = await javaVersion(command);
  return version === undefined ? undefined : { command, home: fetchedJre, version };
}

/**
 * @param {string} version what `java -version` says, such as `openjdk version "17.0.15" 2025-04-15` or, before Java 9, `"1.8.0_402"`
 * @returns {number} 17, 8, or 0 when it says nothing of the kind
 */
export function majorOf(version) {
  const [, first = '0', second = '0'] = /version "(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  return Number(first === '1' ? second : first);
}

/** @param {string} command */
async function javaVersion(command) {
  const { code, output } = await capture(command, ['-version'], { timeoutMs: 10_000 });
  return code === 0 ? output : undefined;
}
