import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Here specs start servers or platforms of their own and make faults on them, or wait for Kafka to miss a member: as long as all others together. */
const slow = ['infra', 'test', 'libs/event-log', 'libs/ops'];

/**
 * Two halves of the folders that hold specs. Integration specs wait more than they work and share nothing but the two servers
 * (each has databases, topics and groups of its own), so two run at a time: one of each half.
 *
 * @param root of the repository
 */
export function specLanes(root: string): readonly (readonly string[])[] {
  const packages = ['libs', 'services'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  const others = packages.filter((folder) => !slow.includes(folder) && existsSync(join(root, folder, 'package.json')));
  return [slow, others];
}
