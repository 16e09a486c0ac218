import { bodyHashOf } from '@telemachy/event-store';
import type { Handled } from '@telemachy/event-store';
import type { Random } from '../random.ts';
import type { Node, Request } from './node.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What somebody outside knows of a command: sent, and answered or not. */
export type Entry = {
  readonly request: Request;
  /** Every answer it got; several when it was sent again. */
  readonly answers: Handled<unknown, string>[];
  /** Times it was sent and nothing came back, so far. */
  open: number;
  /** It was refused while no other try of it could be under way: nobody may do it any more. */
  refused: boolean;
};

export type Clients = {
  readonly ledger: readonly Entry[];
  /** Sends a command until it is answered, or gives up and leaves it open. */
  readonly send: (request: Request, patience: number) => Promise<void>;
  /** Sends what is open again until each is answered. */
  readonly settle: () => Promise<void>;
  readonly busy: () => number;
};

const patienceMs = 4000;

/** People outside: they know addresses and keys, and nothing of what happens inside. */
export const clientsOf = (nodes: () => readonly Node[], time: VirtualTime, random: Random): Clients => {
  const ledger: Entry[] = [];
  let busy = 0;

  const ask = async (entry: Entry): Promise<boolean> => {
    const alive = nodes().filter(({ machine }) => machine.state !== 'dead');
    if (alive.length === 0) return false;
    entry.open += 1;
    const asked = random.pick(alive).handle(entry.request);
    const answer = await Promise.race([asked.catch(() => undefined), time.sleep(patienceMs)]);
    if (answer === undefined) return false;
    entry.open -= 1;
    // Others were quicker each time: nothing was done, and asking again is right.
    if (!answer.accepted && answer.why === 'contended') return false;
    entry.refused ||= !answer.accepted && entry.open === 0;
    entry.answers.push(answer);
    return true;
  };
  const insist = async (entry: Entry, patience: number): Promise<void> => {
    busy += 1;
    for (let attempt = 0; attempt < patience && !(await ask(entry)); attempt += 1)
      await time.sleep(random.between(50, 500));
    busy -= 1;
  };

  return {
    ledger,
    busy: () => busy,
    send: async (request, patience) => {
      const entry: Entry = { request, answers: [], open: 0, refused: false };
      ledger.push(entry);
      // Now and then somebody clicks twice.
      await Promise.all([insist(entry, patience), random.chance(0.1) ? insist(entry, 1) : undefined]);
    },
    settle: async () => {
      await Promise.all(ledger.map((entry) => (entry.answers.length === 0 ? insist(entry, Infinity) : undefined)));
    },
  };
};

const rooms = 3;
const persons = 2;
const slots = 6;
const lists = 3;

/** Commands that meet each other: few rooms, few people, few lists. */
export const requestsFrom = (random: Random, time: VirtualTime) => {
  const meetings: string[] = [];
  const listIds = Array.from({ length: lists }, () => random.uuid());
  const requested = (id: string, command: Request['command']): Request => ({
    id,
    command,
    key: { id: random.uuid(), bodyHash: bodyHashOf(command) },
  });
  const remindAt = (): string => new Date(time.database() + random.between(-2000, 12_000)).toISOString();
  return (): Request => {
    const dice = random.next();
    if (dice < 0.4) {
      const id = random.pick(listIds);
      return requested(id, { type: 'note', listId: id, n: random.below(20) });
    }
    const id = dice < 0.75 || meetings.length === 0 ? random.uuid() : random.pick(meetings);
    if (!meetings.includes(id)) {
      meetings.push(id);
      const [room, person] = [`${random.below(rooms)}`, `${random.below(persons)}`];
      const data = { meetingId: id, room, person, slot: random.below(slots), remindAt: remindAt() };
      return requested(id, { type: 'book', data });
    }
    return requested(id, dice < 0.87 ? { type: 'cancel' } : { type: 'move', remindAt: remindAt() });
  };
};
