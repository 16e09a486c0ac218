import { chmod, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { capture } from './capture.mjs';
import { fillOnce, verifySha256 } from './fill.mjs';

/**
 * Fetches a program that is packed as a Python wheel, with the machine's pip, and unpacks it so that `<folder>/bin/<pin.bin>` runs.
 *
 * @param {string} folder where it shall lie
 * @param {import('./artefacts.mjs').WheelPin} pin
 * @param {(program: string) => Promise<void>} [finish] completes the program before it is put in place
 */
export async function fetchWheel(folder, pin, finish) {
  await fillOnce(folder, async (work) => {
    const requirements = join(work, 'requirements.txt');
    await writeFile(requirements, `${pin.pkg}==${pin.version} --hash=sha256:${pin.sha256}\n`);
    const options = ['--disable-pip-version-check', '--quiet', '--only-binary=:all:', '--no-deps', '--require-hashes'];
    await python(
      ['-m', 'pip', 'download', ...options, '--requirement', requirements, '--dest', work],
      `pip could not fetch ${pin.pkg}`,
    );
    const wheel = (await readdir(work)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new Error(`pip fetched no wheel of ${pin.pkg}`);
    await verifySha256(join(work, wheel), pin.sha256);
    await python(
      ['-m', 'zipfile', '--extract', join(work, wheel), join(work, 'unpacked')],
      `${wheel} cannot be unpacked`,
    );
    const program = await makeRunnable(join(work, 'unpacked'), pin.bin);
    await proveItRuns(program, pin);
    await finish?.(program);
    return dirname(dirname(program));
  });
}

/**
 * Fetches a Java. The wheel lacks the archive of Java's own classes, without which Kafka's classes cannot be kept either; it is made here.
 *
 * @param {string} folder where it shall lie
 * @param {import('./artefacts.mjs').WheelPin} pin
 */
export async function fetchJava(folder, pin) {
  await fetchWheel(folder, pin, async (java) => {
    const { code, output } = await capture(java, ['-Xshare:dump']);
    if (code !== 0) throw new Error(`the fetched Java cannot archive its classes:\n${output}`);
  });
}

/** @param {readonly string[]} args @param {string} fault */
async function python(args, fault) {
  const { code, output } = await capture('python3', args);
  if (code !== 0) throw new Error(`${fault}:\n${output}`);
}

/** Sets the permissions a zip file loses. @param {string} unpacked @param {string} bin @returns {Promise<string>} path of the program */
async function makeRunnable(unpacked, bin) {
  const entries = await readdir(unpacked, { recursive: true });
  const runnable = entries.filter((entry) => /(^|\/)(bin\/[^/]+|lib\/jspawnhelper)$/.test(entry));
  await Promise.all(runnable.map((entry) => chmod(join(unpacked, entry), 0o755)));
  const program = runnable.find((entry) => entry.endsWith(`bin/${bin}`));
  if (program === undefined) throw new Error(`the wheel holds no bin/${bin}`);
  return join(unpacked, program);
}

/** @param {string} program @param {import('./artefacts.mjs').WheelPin} pin */
async function proveItRuns(program, pin) {
  const { code, output } = await capture(program, ['--version']);
  if (code !== 0) throw new Error(`${pin.bin} of ${pin.pkg} ${pin.version} does not run on this machine:\n${output}`);
}
