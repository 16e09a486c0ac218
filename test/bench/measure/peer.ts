import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of this part of the repository, whether it runs from the source or built. */
export const benchFolder = ((): string => {
  const here = dirname(dirname(fileURLToPath(import.meta.url)));
  return here.endsWith('dist') ? dirname(here) : here;
})();

export const peersFolder = join(benchFolder, 'peers');

/**
 * A package of `peers/`, which has a package.json of its own so that nothing of the product can depend on it.
 *
 * @returns `undefined` where it is not installed
 */
export const peer = <Package>(name: string): Package | undefined => {
  const require = createRequire(join(peersFolder, 'package.json'));
  try {
    return require(name) as Package;
  } catch (error) {
    if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
};
