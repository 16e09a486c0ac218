type Outcome<Result> = { readonly done: Result } | { readonly failed: Error };
export type BatchOf<Asked, Result> = (asked: Asked) => Promise<Result>;

type Waiting<Asked, Result> = {
  readonly asked: Asked;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * What is asked in one turn of the event loop is worked off at once, and whoever asks later makes a new batch of their own.
 * @param work one outcome for each that was asked, in the order asked; called once
 */
export const batched = <Asked, Result>(
  work: (asked: readonly Asked[]) => Promise<readonly Outcome<Result>[]>,
): BatchOf<Asked, Result> => {
  const line: Waiting<Asked, Result>[] = [];
  const settle = async (): Promise<void> => {
    try {
      const outcomes = await work(line.map(({ asked }) => asked));
      for (const [place, { resolve, reject }] of line.entries()) {
        const outcome = outcomes[place];
        if (outcome === undefined) reject(new Error('a batch gave fewer outcomes than it was asked for'));
        else if ('failed' in outcome) reject(outcome.failed);
        else resolve(outcome.done);
      }
    } catch (error) {
      for (const { reject } of line) reject(error);
    }
  };
  return (asked) =>
    new Promise((resolve, reject) => {
      if (line.length === 0) setImmediate(() => void settle());
      line.push({ asked, resolve, reject });
    });
};
