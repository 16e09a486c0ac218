/** A stream at whose end we are: appends one more fact. */
export type OpenStream = () => Promise<unknown>;

/** Somewhere facts are appended to. */
export type Streams = {
  /** New streams. */
  readonly open: (count: number) => Promise<readonly OpenStream[]>;
};

/** Peers that keep a stream in one document slow down as it grows; ten is the life of a goal. */
export const factsPerStream = 10;

/** More than anybody here appends in a millisecond. */
export const mostPerMs = 25;

/**
 * Workers that append to streams of ten facts, each to its own.
 *
 * @param facts that will be appended at most: so many streams are opened before, that nobody is measured while opening
 * @returns one act of a worker
 */
export const appending = async (streams: Streams, facts: number): Promise<(worker: number) => Promise<unknown>> => {
  const waiting = [...(await streams.open(Math.ceil(facts / factsPerStream)))];
  const current = new Map<number, { readonly append: OpenStream; left: number }>();
  const next = async (): Promise<OpenStream> => {
    const [append] = waiting.length > 0 ? waiting.splice(-1) : await streams.open(1);
    if (append === undefined) throw new Error('no stream was opened');
    return append;
  };
  return async (worker) => {
    const mine = current.get(worker) ?? { append: await next(), left: factsPerStream };
    mine.left -= 1;
    if (mine.left === 0) current.delete(worker);
    else current.set(worker, mine);
    await mine.append();
  };
};
