/** A service drains before it leaves; then Kafka and mongod, one after the other: all of it within about 15 seconds, whatever hangs. */
const usualSeconds = { service: 8, kafka: 4, mongod: 3 } as const;
/** At its first stop Kafka also writes the archive of its classes. */
const archivingSeconds = 20;

/**
 * How long a process may take to end by itself after SIGTERM, in ms; then it gets SIGKILL.
 *
 * @param writesArchive whether this is the Kafka that writes the archive of its classes as it ends
 * @throws when `TELEMACHY_GRACE_SECONDS`, which holds for all of them, is not a whole number from 1 to 600
 */
export function graceMs(who: keyof typeof usualSeconds, env: NodeJS.ProcessEnv, writesArchive = false): number {
  const given = env['TELEMACHY_GRACE_SECONDS'] ?? '';
  if (given === '') return (writesArchive ? archivingSeconds : usualSeconds[who]) * 1000;
  const seconds = Number(given);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 600)
    throw new Error(`TELEMACHY_GRACE_SECONDS=${given} is not a whole number from 1 to 600`);
  return seconds * 1000;
}
