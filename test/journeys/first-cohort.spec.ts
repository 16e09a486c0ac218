import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { runningPlatform } from './running.ts';

type Played = Readonly<Record<string, number | boolean>>;
const keys = [
  'people',
  'rejected',
  'pairs',
  'unmatched',
  'total',
  'optimal',
  'gap',
  'agreements',
  'meetings',
  'goals',
  'mails',
  'reminders',
  'events',
  'rebuilt',
  'seconds',
];

/** Plays the demo as a person would start it, with its results as one line of JSON. */
const play = async (): Promise<Played> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@telemachy/source', 'infra/demo.ts', '--json'],
    {
      maxBuffer: 10_000_000,
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Played;
};

describe('a cohort of real people', () => {
  it('goes from two CSV files to matched pairs, agreements, meetings, goals and the notices about them', async () => {
    const played = await play();
    expect(Object.keys(played)).toEqual(keys);
    expect(played).toMatchObject({ people: 100, rejected: 0, optimal: true, gap: 0, rebuilt: true, reminders: 2 });
    expect(played['pairs']).toBeGreaterThan(0);
    expect(played['agreements']).toBe(played['meetings']);
    expect(played['goals']).toBe(played['agreements']);
    expect(played['mails']).toBeGreaterThanOrEqual(Number(played['pairs']) * 2);
  }, 600_000);

  it('leaves no name, address or sensitive word in the logs', async () => {
    const { logDir } = await runningPlatform();
    const words = ['@gov.uk', 'Bisexual', 'Non-binary', 'Transgender', 'My name is'];
    const services = readdirSync(logDir).filter((name) => /^(matching|scheduling|goals|notification)\b/.test(name));
    expect(services).toHaveLength(4);
    for (const name of services) {
      const log = readFileSync(join(logDir, name), 'utf8');
      expect(log).toContain('"level"');
      expect(words.filter((word) => log.includes(word))).toEqual([]);
    }
  });
});
