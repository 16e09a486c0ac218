import type { Appended, ClaimTaken, Commit, Done } from './port.ts';

/** What became of a command. */
export type Handled<State, Refusal extends string> =
  | {
      readonly accepted: true;
      /** `undefined` where the command changed nothing. */
      readonly commit: Commit | undefined;
      /** Of the stream, after the command. */
      readonly version: number;
      /** Whether this very command was done before. */
      readonly repeated: boolean;
      readonly answer: unknown;
      /** After the command; `undefined` when it is a repetition, which is answered from what was kept. */
      readonly state: State | undefined;
    }
  | { readonly accepted: false; readonly why: 'refused'; readonly refusal: Refusal }
  /** The stream has moved on from `expectedVersion`. */
  | { readonly accepted: false; readonly why: 'stale'; readonly version: number }
  /** The same command id came with another body. */
  | { readonly accepted: false; readonly why: 'command-reused' }
  | ({ readonly accepted: false; readonly why: 'claim-taken' } & ClaimTaken)
  /** Others were quicker each time; nothing was done. */
  | { readonly accepted: false; readonly why: 'contended' };

/** What an append came to; `conflict`: decide again. */
export const settled = <State>(appended: Appended, state: State): Handled<State, never> | 'conflict' => {
  switch (appended.outcome) {
    case 'appended': {
      const { commit } = appended;
      return { accepted: true, commit, version: commit.version, repeated: false, answer: commit.answer, state };
    }
    case 'repeated':
    case 'unchanged':
    case 'command-reused':
      return answered(appended);
    case 'claim-taken': {
      const { outcome: why, ...taken } = appended;
      return { accepted: false, why, ...taken };
    }
    case 'conflict':
      return 'conflict';
  }
};

/** What a command hears that came before. */
export const answered = (done: Done): Handled<never, never> => {
  switch (done.outcome) {
    case 'repeated': {
      const { commit } = done;
      const { version, answer } = commit;
      return { accepted: true, commit, version, repeated: true, answer, state: undefined };
    }
    case 'unchanged': {
      const { version, answer } = done;
      return { accepted: true, commit: undefined, version, repeated: true, answer, state: undefined };
    }
    case 'command-reused':
      return { accepted: false, why: 'command-reused' };
  }
};
