import type { Fact, Projection } from '@telemachy/kernel';

type Noted = Fact & { readonly type: 'notes.noted.v1'; readonly data: { readonly board: string; readonly n: number } };
type Cleared = Fact & { readonly type: 'notes.cleared.v1'; readonly data: { readonly board: string } };
export type Board = { readonly [stream: string]: readonly number[] };

/** Numbers by board; each stream owns its own field, and 13 is more than it can handle. */
export const board: Projection<Board, Noted | Cleared> = {
  name: 'board',
  version: 1,
  hears: ['notes.noted.v1', 'notes.cleared.v1'],
  keyOf: ({ event }) => event.data.board,
  apply: (document = {}, { stream, event }) => {
    switch (event.type) {
      case 'notes.noted.v1':
        if (event.data.n === 13) throw new Error('13 brings bad luck');
        return { ...document, [stream]: [...(document[stream] ?? []), event.data.n] };
      case 'notes.cleared.v1':
        return undefined;
    }
  },
};

export const noted = (stream: string, n: number, on = 'b') => ({
  stream,
  type: 'notes.noted.v1',
  data: { board: on, n },
});
