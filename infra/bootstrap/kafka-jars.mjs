import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { capture } from './capture.mjs';
import { fillOnce, verifySha256 } from './fill.mjs';

const dependencyPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';
/** Where Debian keeps the machine's own certificates for Java; a JRE from a wheel knows only the public ones. */
const systemTrustStore = '/etc/ssl/certs/java/cacerts';

/**
 * Fetches Kafka's jars with the machine's Maven and checks each against its pin.
 *
 * @param {string} folder where they shall lie, flat
 * @param {Record<string, string>} jars repository path to SHA-256
 * @param {string | undefined} javaHome the Java that Maven shall run on, when the machine has none of its own
 */
export async function fetchKafkaJars(folder, jars, javaHome) {
  await fillOnce(folder, async (work) => {
    const copied = join(work, 'copied');
    const kept = join(work, 'kept');
    await writeFile(join(work, 'pom.xml'), pomOf(Object.keys(jars)));
    const copy = ['--batch-mode', '--quiet', '--no-transfer-progress', `${dependencyPlugin}:copy-dependencies`];
    const where = [`-DoutputDirectory=${copied}`, '-Dmdep.useRepositoryLayout=true'];
    const { code, output } = await capture('mvn', [...copy, ...where], { cwd: work, env: mavenEnvironment(javaHome) });
    if (code !== 0) throw new Error(`Maven could not fetch Kafka's jars:\n${output}`);
    await mkdir(kept);
    for (const [path, sha256] of Object.entries(jars)) {
      await verifySha256(join(copied, path), sha256);
      await rename(join(copied, path), join(kept, basename(path)));
    }
    return kept;
  });
}

/**
 * A project that depends on exactly the named jars and on nothing these would bring along.
 *
 * @param {readonly string[]} paths such as `org/slf4j/slf4j-api/1.7.36/slf4j-api-1.7.36.jar`
 * @returns {string} pom.xml
 */
export function pomOf(paths) {
  const dependencies = paths.map((path) => {
    const parts = path.split('/');
    const [artifact, version] = parts.slice(-3);
    return `<dependency><groupId>${parts.slice(0, -3).join('.')}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>
  <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>org.telemachy</groupId><artifactId>embedded-kafka</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>
${dependencies.join('\n')}
</dependencies></project>
`;
}

/** @param {string | undefined} javaHome @returns {NodeJS.ProcessEnv} */
function mavenEnvironment(javaHome) {
  if (javaHome === undefined) return process.env;
  const trust = existsSync(systemTrustStore) ? `-Djavax.net.ssl.trustStore=${systemTrustStore}` : '';
  return { ...process.env, JAVA_HOME: javaHome, MAVEN_OPTS: `${process.env['MAVEN_OPTS'] ?? ''} ${trust}`.trim() };
}
