import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { readCommandLine } from './command-line.mjs';
import { verbs } from './verbs.mjs';

const bootstrap = fileURLToPath(new URL('../bootstrap.mjs', import.meta.url));
const names = Object.keys(verbs) as (keyof typeof verbs)[];
/** As a person types it, on a machine without anything that could be installed or fetched with. */
const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bootstrap, ...args], {
    env: { PATH: '/nonexistent' },
  });
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
};

/** As it goes on, on the pinned Node, once the packages are there. */
const handedOver = (verb: string, ...args: string[]) => {
  const file = fileURLToPath(new URL(`../${verb}.ts`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=@telemachy/source', file, ...args], {
    env: { PATH: '/nonexistent' },
  });
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
};

describe('what is typed after a command', () => {
  it('is read, with defaults for the rest', () => {
    expect(readCommandLine('token', ['--as', 'coordinator'])).toMatchObject({
      values: { as: 'coordinator', org: 'demo', json: false },
    });
  });

  it.each([
    ['demo', ['--mentor', 'a.csv'], 'there is no option --mentor: it has --mentors, --mentees, --mapping, '],
    [
      'demo',
      ['a.csv'],
      '"a.csv" belongs to no option; options go after a double dash, as in npm run demo -- --mentors …',
    ],
    ['demo', ['--mentors'], '--mentors needs a value'],
    ['demo', ['--mentors', '--json'], '--mentors needs a value'],
    ['token', ['--json=yes'], '--json takes no value'],
    ['start', ['--port', '1'], 'there is no option --port: it takes none'],
    ['test', ['unit'], '"unit" belongs to no option'],
    ['generate-people', ['--mentors', '-3'], '--mentors must be a whole number from 1 to 1000000, not "-3"'],
    ['generate-people', ['--mentees=0'], '--mentees must be a whole number from 1 to 1000000, not "0"'],
    ['generate-people', ['--seed', '1.5'], '--seed must be a whole number from 0 to 4294967295, not "1.5"'],
    ['generate-people', ['--out', '-3'], '--out needs a value'],
  ] as const)('is refused in one line: npm run %s -- %j', (verb, args, words) => {
    const { fault } = readCommandLine(verb, args) as { fault: string };
    expect(fault).toContain(words);
    expect(fault).toContain('--help)');
    expect(fault).not.toContain('\n');
  });

  it('is left to whoever understands it where a command only passes it on', () => {
    const args = ['matching', 'replay', '--from', '3', '--json', '--help'];
    expect(readCommandLine('ops', args)).toEqual({ values: {}, rest: args });
  });
});

describe('every command', () => {
  it.each(names.filter((verb) => !('passesOn' in verbs[verb])))(
    '%s explains itself, with each of its options',
    (verb) => {
      const { help } = readCommandLine(verb, ['--help']) as { help: string };
      for (const option of Object.keys(verbs[verb].options)) expect(help).toContain(`--${option} `);
      expect(existsSync(fileURLToPath(new URL(`../${verb}.ts`, import.meta.url)))).toBe(true);
    },
  );

  /** What each says of an option that it does not have: all that it has. */
  const passedOn: Readonly<Record<string, readonly [word: string, options: readonly string[]]>> = {
    ops: ['status', ['--json']],
    bench: ['append', ['--json', '--write', '--size']],
    chaos: ['simulate', ['--seeds', '--from', '--mode', '--first', '--jobs', '--json']],
  };
  it.each(names)('%s names an option that it does not have, and those that it has, and ends with 2', (verb) => {
    const [word, options] = passedOn[verb] ?? ['', Object.keys(verbs[verb].options).map((name) => `--${name}`)];
    // A command that passes its words on hears of slips from whoever understands them, before it starts anything.
    const { status, stdout, stderr } =
      word === '' ? run(verb, '--no-such-option') : handedOver(verb, word, '--no-such-option');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    for (const option of ['--no-such-option', ...options]) expect(stderr).toContain(option);
  });

  it('chaos names the parts there are', () => {
    const { status, stderr } = handedOver('chaos', 'simulat');
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('there is no part "simulat": npm run chaos -- simulate'),
    ]);
  });

  it('answers before anything is installed: help with 0, a slip with 2', () => {
    expect(run('start', '--help')).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringMatching(/^npm start: /),
    });
    expect(run('start', '--fast')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^there is no option --fast.*\n$/),
    });
    expect(run('strat')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^unknown command "strat": use one of start, test, .*\n$/),
    });
  });

  it('is a script of the repository under the same name', () => {
    const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const { scripts } = JSON.parse(manifest) as { scripts: Record<string, string> };
    for (const verb of names) expect(scripts[verb]).toContain(`infra/bootstrap.mjs ${verb}`);
  });
});
