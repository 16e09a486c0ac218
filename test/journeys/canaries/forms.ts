import { randomUUID } from 'node:crypto';

/** Words that stand nowhere else. They hold a letter that JSON may escape. */
export const canary = (): string => `${randomUUID().replaceAll('-', '').slice(0, 20)}ü${randomUUID().slice(0, 4)}`;

const escaped = (text: string): string =>
  text.replaceAll(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What is the same wherever in a longer text the bytes begin: base64 packs them by threes, so the edges depend on the neighbours. */
const base64Forms = (bytes: Buffer): readonly string[] =>
  [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const inner = padded.toString('base64').slice(before === 0 ? 0 : 4, Math.floor(padded.length / 3) * 4);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });

/** The forms in which words may lie somewhere, each as the text of its bytes. */
export const formsOf = (words: string): ReadonlyMap<string, string> => {
  const utf8 = Buffer.from(words, 'utf8');
  const utf16 = Buffer.from(words, 'utf16le');
  const bytes = new Map<string, Buffer | string>([
    ['UTF-8', utf8],
    ['UTF-16LE', utf16],
    ['UTF-16BE', Buffer.from(utf16).swap16()],
    ['Latin-1', Buffer.from(words, 'latin1')],
    ['JSON-escaped', escaped(words)],
    ['JSON-escaped twice', escaped(words).replaceAll('\\', '\\\\')],
    ['hex', utf8.toString('hex')],
    ['in an address', encodeURIComponent(words)],
    ...base64Forms(utf8).map((form, index) => [`base64 ${index}`, form] as const),
    ...base64Forms(utf16).map((form, index) => [`base64 of UTF-16 ${index}`, form] as const),
  ]);
  return new Map([...bytes].map(([name, form]) => [name, typeof form === 'string' ? form : form.toString('latin1')]));
};

export type Search = {
  /** Looks into one more piece of a place. */
  readonly into: (place: string, piece: Buffer | string) => void;
  /** Where which words were found: `place (form)`, each once. */
  readonly found: (words: string) => readonly string[];
  /** How many pieces were looked into. */
  readonly looked: () => number;
};

/** One search for all words, so that what finds the ones would have found the others. */
export const searchFor = (all: readonly string[]): Search => {
  const needles = all.map((words) => ({ words, forms: [...formsOf(words)], places: new Set<string>() }));
  let looked = 0;
  return {
    into: (place, piece) => {
      const text = typeof piece === 'string' ? Buffer.from(piece, 'utf8').toString('latin1') : piece.toString('latin1');
      looked += 1;
      for (const { forms, places } of needles)
        for (const [name, form] of forms) if (text.includes(form)) places.add(`${place} (${name})`);
    },
    found: (words) => [...(needles.find((one) => one.words === words)?.places ?? [])],
    looked: () => looked,
  };
};
