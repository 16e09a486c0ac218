import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { mutants } from './mutants.ts';

// node --import …/plant.ts: loads the sources with the bug that CHAOS_MUTANT names. The files on disk stay as they are.
const name = process.env['CHAOS_MUTANT'];
const mutant = mutants.find((one) => one.name === name);
if (mutant === undefined) throw new Error(`CHAOS_MUTANT names no planted bug: ${name}`);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const changes = url.startsWith('file:') ? mutant.changes.filter(({ file }) => file === pathIn(url)) : [];
    if (changes.length === 0) return loaded;
    return { ...loaded, source: changes.reduce(changed, String(loaded.source)) };
  },
});

function changed(source: string, { file, replace, by }: (typeof mutants)[number]['changes'][number]): string {
  const found = source.split(replace).length - 1;
  if (found !== 1) throw new Error(`${file} holds what ${name} replaces ${found} times, not once: plant it anew`);
  return source.replace(replace, () => by);
}

function pathIn(url: string): string {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  return fileURLToPath(url).replace(root, '');
}
