import type { Candidates } from './candidates.ts';
import type { Seating } from './seating.ts';

const OUT = -1;
const BIDS_PER_MENTEE = 6;

/**
 * A quick start: mentees bid for places until most of them sit, and nobody who sits would be better off elsewhere.
 * A bid is the highest price at which the bidder still prefers this mentor to its second choice; a full mentor keeps the highest bids
 * and costs the best bid that lost. Since prices only rise, an old bid is a safe lower bound. The generalization of augmenting row
 * reduction (Jonker and Volgenant 1987) to mentors with several places. Returns those who still stand, to be placed by shortest paths.
 */
export const auction = (candidates: Candidates, seating: Seating, mentees: Int32Array): number[] => {
  const bids = new Float64Array(seating.mentorOf.length);
  const standing: number[] = [];
  let left = BIDS_PER_MENTEE * mentees.length;
  for (const first of mentees) {
    let bidder = first;
    while (bidder !== OUT && left > 0) {
      left -= 1;
      const { loser, raised } = bid(candidates, seating, bids, bidder);
      if (loser !== OUT && !raised) standing.push(loser);
      bidder = raised ? loser : OUT;
    }
    if (bidder !== OUT) standing.push(bidder);
  }
  return standing;
};

type Outcome = { readonly loser: number; readonly raised: boolean };
const NOBODY_LOST: Outcome = { loser: OUT, raised: false };

/** One bid and who stands after it. A loser who did not raise the price would bid the same again. */
const bid = (candidates: Candidates, seating: Seating, bids: Float64Array, bidder: number): Outcome => {
  const { mentor, weight } = candidates;
  const from = candidates.from[bidder]!;
  const end = from + candidates.size[bidder]!;
  let best = 0;
  let second = 0;
  let choice = OUT;
  for (let slot = from; slot < end; slot += 1) {
    const net = weight[slot]! - seating.price[mentor[slot]!]!;
    if (net > best || (net === best && choice !== OUT && seating.isFull(mentor[choice]!))) {
      second = best;
      best = net;
      choice = slot;
    } else if (net > second) second = net;
  }
  if (choice === OUT) return NOBODY_LOST;
  const chosen = mentor[choice]!;
  bids[bidder] = weight[choice]! - second;
  if (!seating.isFull(chosen)) {
    seating.sit(bidder, chosen, weight[choice]!);
    return NOBODY_LOST;
  }
  const loser = lowestBidder(seating, bids, chosen, bidder);
  const raised = bids[loser]! > seating.price[chosen]!;
  seating.price[chosen] = bids[loser]!;
  if (loser !== bidder) {
    seating.rise(loser);
    seating.sit(bidder, chosen, weight[choice]!);
  }
  return { loser, raised };
};

/** Of the newcomer and those who sit with a mentor; at equal bids the newcomer. */
const lowestBidder = (seating: Seating, bids: Float64Array, mentor: number, newcomer: number): number => {
  let lowest = newcomer;
  for (let nth = 0; nth < seating.taken[mentor]!; nth += 1) {
    const seated = seating.seated(mentor, nth);
    if (bids[seated]! < bids[lowest]!) lowest = seated;
  }
  return lowest;
};
