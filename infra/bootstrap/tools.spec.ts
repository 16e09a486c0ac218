import { describe, expect, it } from '@jest/globals';
import { missingTools, missingToolsMessage } from './tools.mjs';

describe('a machine that lacks tools', () => {
  it('is told each of them, what it is for, and the one command that brings all', () => {
    expect(missingToolsMessage(['maven', 'python3', 'pip'], 'apt-get', false)).toBe(
      [
        'missing on this machine:',
        '  maven (fetches Kafka)',
        '  python3 (fetches MongoDB and the fuzzer)',
        '  pip (fetches MongoDB and the fuzzer)',
        'One command brings them:',
        '  sudo apt-get update && sudo apt-get install -y maven python3 python3-pip',
      ].join('\n'),
    );
  });

  it('is not told sudo as root, nor for brew', () => {
    expect(missingToolsMessage(['maven'], 'apt-get', true)).toContain(
      'One command brings it:\n  apt-get update && apt-get install -y maven',
    );
    expect(missingToolsMessage(['python3', 'pip'], 'brew', false)).toMatch(/ {2}brew install python$/);
  });

  it('is told the names where its package manager is unknown', () => {
    expect(missingToolsMessage(['maven', 'npm'], undefined, false)).toContain('Install maven, npm');
  });

  it('is found out, tool by tool', async () => {
    const nothing = { ...process.env, PATH: '/nonexistent' };
    expect(await missingTools(['npm', 'maven', 'python3', 'pip'], nothing)).toEqual(['npm', 'maven', 'python3', 'pip']);
  });
});

describe('a machine that has tools', () => {
  it('lacks nothing', async () => {
    expect(await missingTools(['npm'], process.env)).toEqual([]);
  });
});
