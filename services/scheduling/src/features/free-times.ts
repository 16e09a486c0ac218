import { present } from '@telemachy/projections';
import { Problem } from '@telemachy/service-shell';
import type { Interval } from '../domain/interval.ts';
import type { SlotQuestion } from '../domain/slots.ts';
import { nearestSlots, takenBy } from '../domain/slots.ts';
import { slotView } from '../read-models/slots/slot-view.ts';
import type { Asking, SlotFinder } from '../read-models/slots/slot-finder.ts';

const most = 3;
/** How long a refused booking waits to see who was first, so that it is not offered what is taken too. */
const seeWinnerMs = 1000;
/** Refusals of a time, which another time would not meet. */
const ofTime = new Set(['notice-too-short', 'outside-mentor-availability', 'outside-mentee-availability']);

/** Turns the refusal of a time into one that says which times are free. */
export class FreeTimes {
  readonly #finder: Pick<SlotFinder, 'ask'>;

  constructor(finder: Pick<SlotFinder, 'ask'>) {
    this.#finder = finder;
  }

  /**
   * Does what is to be done at a time.
   * @throws Problem as `act` does; one about the time carries up to three free times nearest to it, as `alternatives`
   */
  async orAlternatives<Result>(
    act: () => Promise<Result>,
    asking: Omit<Asking, 'range'>,
    slot: Interval,
  ): Promise<Result> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.word === 'claim-taken') throw await this.#taken(asking, slot);
      if (ofTime.has(error.word)) throw await this.#refused(error, asking, slot);
      throw error;
    }
  }

  /** The ledger has refused. Who holds the time is seen in the read model a moment later. */
  async #taken(asking: Omit<Asking, 'range'>, slot: Interval): Promise<Problem> {
    const seen = await present(async () => {
      const question = await this.#question(asking, slot);
      const taken = question && takenBy(question)(slot);
      return taken && { taken, question };
    }, seeWinnerMs);
    const question = seen?.question ?? (await this.#question(asking, slot));
    const members = { alternatives: question ? alternatives(question, slot) : [] };
    return seen?.taken === 'mentor-day-full'
      ? new Problem(409, 'mentor-day-full', 'The mentor has as many meetings on that day as one takes.', { members })
      : new Problem(409, 'time-taken', 'One of the two has another meeting at that time, or too close to it.', {
          members,
        });
  }

  async #refused(problem: Problem, asking: Omit<Asking, 'range'>, slot: Interval): Promise<Problem> {
    const question = await this.#question(asking, slot);
    if (question === undefined) return problem;
    const { status, word, message, errors } = problem;
    const members = { alternatives: alternatives(question, slot) };
    return new Problem(status, word, message, { members, ...(errors && { errors }) });
  }

  async #question(asking: Omit<Asking, 'range'>, slot: Interval): Promise<SlotQuestion | undefined> {
    const found = await this.#finder.ask({ ...asking, range: slot });
    return found.asked ? found.question : undefined;
  }
}

const alternatives = (question: SlotQuestion, slot: Interval) =>
  nearestSlots(question, slot, most).map((free) => slotView(free, question));
