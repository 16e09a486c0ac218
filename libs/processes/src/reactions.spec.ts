import { describe, expect, it } from '@jest/globals';
import { silent } from '@telemachy/event-log';
import { memoryDocuments } from '@telemachy/projections';
import type { StoredDocument } from '@telemachy/projections';
import { reactionsCollection } from './pending-reaction.ts';
import { reactions } from './reactions.ts';

const asked = (instance: string, place: number): StoredDocument => ({
  _id: `north|tell.v1|goals.events.g1|${instance}|${place}`,
  tenant: 'north',
  consumer: 'tell.v1',
  topic: 'goals.events.g1',
  partition: 0,
  instance,
  factId: '0b0e6a0e-7d3f-5a57-9d6e-0a54d6b6a001',
  index: place,
  correlationId: 'test',
  reaction: { kind: 'command', command: `${instance}${place}` },
  state: 'waiting',
});

/** Carries out what was asked, with a dispatch that each time lets others go first. */
const carriedOut = async (
  pending: readonly StoredDocument[],
  failing = '',
): Promise<{ told: string[]; most: number }> => {
  const told: string[] = [];
  let atOnce = 0;
  let most = 0;
  const carryOut = reactions<string>({
    process: 'tell',
    documents: memoryDocuments(),
    logger: silent,
    timers: async () => {},
    dispatch: async (command) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      if (command === failing) throw new Error('not now');
      told.push(command);
      return { outcome: 'done' };
    },
  });
  await carryOut(pending).catch((error: Error) => told.push(error.message));
  return { told, most };
};

describe('what facts led to', () => {
  it('is carried out in order within an instance', async () => {
    const { told } = await carriedOut([asked('a', 1), asked('b', 1), asked('a', 2), asked('b', 2), asked('a', 3)]);
    expect(told.filter((command) => command.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(told.filter((command) => command.startsWith('b'))).toEqual(['b1', 'b2']);
  });

  it('is carried out side by side for different instances', async () => {
    const { most } = await carriedOut(Array.from({ length: 40 }, (_, place) => asked(`i${place}-`, 1)));
    expect(most).toBe(16);
  });

  it('holds back the rest of an instance whose reaction failed, and nobody else', async () => {
    const { told } = await carriedOut([asked('a', 1), asked('b', 1), asked('a', 2), asked('b', 2)], 'a1');
    expect(told).toEqual(['b1', 'b2', 'not now']);
  });
});

describe('a command that keeps failing', () => {
  /** Carries out what is pending again and again, as a process does, until nothing is to be tried again. Commands of which `fails` holds fail. */
  const insisted = async (
    fails: (command: string) => boolean,
    whenGivenUp?: (command: string) => string | undefined,
  ) => {
    const documents = memoryDocuments();
    const sent: { command: string; id: string }[] = [];
    await documents.transact((unit) =>
      unit.write(
        reactionsCollection,
        [asked('a', 1), asked('a', 2)].map((document) => ({ kind: 'put', document })),
      ),
    );
    const carryOut = reactions<string>({
      process: 'tell',
      ...(whenGivenUp === undefined ? {} : { whenGivenUp }),
      documents,
      logger: silent,
      timers: async () => {},
      dispatch: async (command, { id }) => {
        if (fails(command)) throw new Error('never');
        sent.push({ command, id });
        return { outcome: 'done' };
      },
    });
    for (let turn = 0; turn < 20; turn += 1) {
      const waiting = await documents.find(reactionsCollection, { state: 'waiting' });
      if (waiting.length === 0) break;
      await carryOut(waiting).catch(() => undefined);
    }
    return { sent, left: await documents.find(reactionsCollection, {}) };
  };
  const said = (command: string) => `${command}-failed`;

  it('is parked, and what the process says instead comes in its place, once, as a command of its own', async () => {
    const { sent, left } = await insisted((command) => command === 'a1', said);
    expect(sent.map(({ command }) => command)).toEqual(['a1-failed', 'a2']);
    expect(left).toMatchObject([{ state: 'parked', reason: 'Error: never', reaction: { command: 'a1' } }]);
    const { sent: unhindered } = await insisted(() => false, said);
    expect(unhindered.map(({ command }) => command)).toEqual(['a1', 'a2']);
    expect([...unhindered, ...sent].filter(({ id }) => id === sent[0]?.id)).toHaveLength(1);
  });

  it('is parked with what was said instead where that keeps failing too, and says nothing more', async () => {
    const { sent, left } = await insisted((command) => command.startsWith('a1'), said);
    expect(sent.map(({ command }) => command)).toEqual(['a2']);
    expect(left.map((document) => [document['state'], (document['reaction'] as { command: string }).command])).toEqual([
      ['parked', 'a1'],
      ['parked', 'a1-failed'],
    ]);
  });

  it('is parked alone where the process has nothing to say', async () => {
    for (const silently of [undefined, () => undefined]) {
      const { sent, left } = await insisted((command) => command === 'a1', silently);
      expect([sent.map(({ command }) => command), left.length]).toEqual([['a2'], 1]);
    }
  });
});
