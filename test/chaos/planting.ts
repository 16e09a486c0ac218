import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A change of a file as it is loaded; the file on disk stays as it is. */
export type Planted = {
  /** From the root of the repository. */
  readonly file: string;
  /** Stands in it exactly once. */
  readonly replace: string;
  readonly by: string;
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const pathIn = (url: string): string => fileURLToPath(url).replace(root, '');

const changed =
  (what: string) =>
  (source: string, { file, replace, by }: Planted): string => {
    const found = source.split(replace).length - 1;
    if (found !== 1) throw new Error(`${file} holds what ${what} replaces ${found} times, not once: plant it anew`);
    return source.replace(replace, () => by);
  };

/** Whatever is loaded from now on is loaded so changed. @param what for the message when a file has become another one */
export const plant = (what: string, changes: readonly Planted[]): void => {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const here = url.startsWith('file:') ? changes.filter(({ file }) => file === pathIn(url)) : [];
      if (here.length === 0) return loaded;
      return { ...loaded, source: here.reduce(changed(what), String(loaded.source)) };
    },
  });
};
