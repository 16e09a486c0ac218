/** What each side thinks of the pairs that are possible. */
export type Views = {
  readonly places: Int32Array;
  /** Per mentee the mentors it may have, and what it and they think of the pair. */
  readonly rows: readonly {
    readonly mentor: readonly number[];
    readonly mine: readonly number[];
    readonly theirs: readonly number[];
  }[];
};

/**
 * The best stable match for mentees: nobody and no mentor would both rather have each other (deferred acceptance, Gale and Shapley 1962, with several
 * places per mentor). Equal scores are settled by the order in which people are given. Returns the mentor of each mentee, or −1.
 */
export const stableMatch = ({ places, rows }: Views): Int32Array => {
  const mentorOf = new Int32Array(rows.length).fill(-1);
  const wishes = rows.map(({ mentor, mine }) =>
    [...mentor.keys()].sort((a, b) => mine[b]! - mine[a]! || mentor[a]! - mentor[b]!),
  );
  const asked = new Int32Array(rows.length);
  const held: { mentee: number; score: number }[][] = Array.from(places, () => []);
  const standing = [...rows.keys()].toReversed();
  for (let mentee = standing.pop(); mentee !== undefined; mentee = standing.pop()) {
    const wish = wishes[mentee]![asked[mentee]!];
    if (wish === undefined) continue;
    asked[mentee] = asked[mentee]! + 1;
    const { mentor, theirs } = rows[mentee]!;
    const chosen = mentor[wish]!;
    const group = held[chosen]!;
    group.push({ mentee, score: theirs[wish]! });
    mentorOf[mentee] = chosen;
    if (group.length <= places[chosen]!) continue;
    group.sort((a, b) => b.score - a.score || a.mentee - b.mentee);
    const rejected = group.pop()!.mentee;
    mentorOf[rejected] = -1;
    standing.push(rejected);
  }
  return mentorOf;
};

type Held = { readonly mentee: number; readonly score: number };

/** How many pairs would both rather have each other than what they have: 0 for a stable match. Equal scores are settled by order, as there. */
export const blockingPairs = (views: Views, mentorOf: ArrayLike<number>): number => {
  const worst = worstHeld(views, mentorOf);
  let blocking = 0;
  for (const [mentee, { mentor, mine, theirs }] of views.rows.entries()) {
    const own = mentorOf[mentee]!;
    const ownScore = own < 0 ? -1 : mine[mentor.indexOf(own)]!;
    for (const [at, other] of mentor.entries()) {
      const prefers = mine[at]! > ownScore || (mine[at] === ownScore && other < own);
      if (prefers && isWorse(worst[other], { mentee, score: theirs[at]! })) blocking += 1;
    }
  }
  return blocking;
};

/** Per mentor its least liked mentee, somebody whom anybody beats where a place is free, nobody where there is no place. */
const worstHeld = ({ places, rows }: Views, mentorOf: ArrayLike<number>): (Held | undefined)[] => {
  const held: Held[][] = Array.from(places, () => []);
  for (const [mentee, { mentor, theirs }] of rows.entries()) {
    const own = mentorOf[mentee]!;
    if (own >= 0) held[own]!.push({ mentee, score: theirs[mentor.indexOf(own)]! });
  }
  return held.map((group, mentor) => {
    if (group.length < places[mentor]!) return { mentee: Infinity, score: -1 };
    return group.reduce<Held | undefined>(
      (worst, one) => (worst === undefined || isWorse(one, worst) ? one : worst),
      undefined,
    );
  });
};

const isWorse = (one: Held | undefined, other: Held): boolean =>
  one !== undefined && (one.score < other.score || (one.score === other.score && one.mentee > other.mentee));
