import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { silent } from '@telemachy/event-log';
import { parkedStreams, type Running } from '@telemachy/projections';
import { eventually } from '@telemachy/testing';
import { retryParkedProcess, retryReactions, skipReactions } from './parked-reactions.ts';
import { reactionsCollection } from './pending-reaction.ts';
import { runProcess, type Dispatch } from './run-process.ts';
import { append, stack } from './stack.fixture.ts';

type Command = { readonly type: string; readonly meetingId: string; readonly n: number };
const noon = '2030-12-01T12:00:00Z';

describe('what a process has set aside', () => {
  let here: Awaited<ReturnType<typeof stack>>;
  let running: Running;
  let sent: { command: Command; id: string }[];
  let tried: string[];
  let broken: boolean;
  const meeting = randomUUID();

  beforeEach(async () => {
    here = await stack();
    [sent, tried, broken] = [[], [], true];
    const dispatch: Dispatch<Command> = async (command, { id }) => {
      tried.push(id);
      if (broken && command.type === 'announce') throw new TypeError('a bug');
      sent.push({ command, id });
      return { outcome: 'done' };
    };
    const { store, documents, log, remind } = here;
    running = await runProcess({ service: 'notes', process: remind, dispatch, store, documents, log, logger: silent });
  });
  afterEach(async () => {
    await running.stop();
    await here.close();
  });

  const kept = (state: string) => here.documents.find(reactionsCollection, { state });
  const parkedReaction = async (): Promise<string> => {
    await append(here.store, meeting, here.booked(meeting, noon));
    await eventually(async () => expect(await kept('parked')).toHaveLength(1), 10_000);
    const [reaction] = await kept('parked');
    expect(Date.parse(String(reaction?.['since']))).toBeLessThanOrEqual(Date.now());
    return reaction?._id ?? '';
  };

  describe('a reaction', () => {
    it('is done when it is retried, under the identity that it had', async () => {
      const id = await parkedReaction();
      broken = false;
      expect(await retryReactions(here.documents, [id, 'org|none'])).toBe(1);
      await eventually(() => expect(sent).toHaveLength(1));
      expect(sent[0]).toMatchObject({ id: tried[0], command: { type: 'announce' } });
      await eventually(async () => expect(await here.documents.find(reactionsCollection, {})).toEqual([]));
      expect(await retryReactions(here.documents, [id])).toBe(0);
    }, 20_000);

    it('is given up again when it fails again', async () => {
      const id = await parkedReaction();
      const before = tried.length;
      await retryReactions(here.documents, [id]);
      await eventually(() => expect(tried.length).toBeGreaterThanOrEqual(before + 4), 15_000);
      await eventually(async () =>
        expect(await kept('parked')).toMatchObject([{ _id: id, reason: 'TypeError: a bug' }]),
      );
      expect((await kept('parked'))[0]).not.toHaveProperty('again');
    }, 30_000);

    it('is never done once it is skipped, and says who decided that and why', async () => {
      const id = await parkedReaction();
      broken = false;
      expect(await skipReactions(here.documents, [id], { why: 'Nobody is there to tell.', by: 'ops' })).toBe(1);
      expect(await kept('skipped')).toMatchObject([
        { _id: id, skipped: { why: 'Nobody is there to tell.', by: 'ops' } },
      ]);
      expect(await retryReactions(here.documents, [id])).toBe(0);
      expect(sent).toEqual([]);
    }, 20_000);
  });

  describe('a stream', () => {
    const parked = () => parkedStreams(here.documents, { consumer: 'remind.v1' });
    const stream = `meeting-${meeting}`;
    const parkStream = async () => {
      broken = false;
      await append(here.store, meeting, here.booked(meeting, noon, 13), here.cancelled(meeting));
      await eventually(async () => expect((await parked())[0]?.facts).toHaveLength(2), 10_000);
    };

    it('is heard by mended code when it is retried, and what that asks for is done', async () => {
      await parkStream();
      const retry = { documents: here.documents, tenant: 'org', stream };
      expect(await retryParkedProcess({ ...retry, process: here.remind })).toEqual({ done: 0, left: 2 });
      const mended: typeof here.remind = { ...here.remind, react: () => [{ kind: 'cancel-timer', name: 'reminder' }] };
      expect(await retryParkedProcess({ ...retry, process: mended })).toEqual({ done: 2, left: 0 });
      expect(await here.documents.find('remind.v1', {})).toMatchObject([{ state: { heard: 2 } }]);
      await eventually(async () => expect(await here.documents.find(reactionsCollection, {})).toEqual([]));
    }, 20_000);

    it('goes on when an operator takes the fact out of account', async () => {
      await parkStream();
      const reason = 'It was booked by mistake.';
      await here.store.skip({ tenant: 'org', stream, version: 1, reason, by: 'ops' });
      await eventually(() => expect(sent.map(({ command }) => command.type)).toEqual(['withdraw']), 10_000);
      expect(await parked()).toEqual([]);
    }, 20_000);
  });

  it.each<[string, object, RegExp]>([
    ['react returns a promise', { react: async () => [] }, /react must return a list of commands and timers, at once/],
    [
      'evolve returns a promise that fails',
      { evolve: () => Promise.reject(new Error('later')) },
      /evolve must return the state itself, at once/,
    ],
    [
      'correlate returns a promise',
      { correlate: async () => 'x' },
      /correlate must return a string or undefined, at once/,
    ],
  ])(
    'holds streams where %s, and says so',
    async (_, wrong, reason) => {
      await running.stop();
      const process = { ...here.remind, ...wrong } as typeof here.remind;
      const { store, documents, log } = here;
      const dispatch: Dispatch<Command> = async () => ({ outcome: 'done' });
      running = await runProcess({ service: 'notes', process, dispatch, store, documents, log, logger: silent });
      await append(here.store, meeting, here.booked(meeting, noon));
      const parked = () => parkedStreams(documents, { consumer: 'remind.v1' });
      await eventually(async () => expect((await parked())[0]?.reason).toMatch(reason), 10_000);
    },
    20_000,
  );
});
