import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { lastLines, logSize, openLog } from './log-file.ts';

const logFile = () => join(mkdtempSync(join(tmpdir(), 'telemachy-spec-')), 'logs', 'service.ndjson');
const lines = (...records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');

describe('the last lines of a log', () => {
  it('say messages, errors and faults, without the rest of a record', () => {
    const file = logFile();
    openLog(file);
    writeFileSync(
      file,
      `${lines(
        { level: 'info', msg: 'listening', pid: 1 },
        { level: 'fatal', msg: 'cannot start', err: { message: 'no such host' } },
        { level: 'fatal', msg: 'the environment does not do', faults: ['MONGODB_URI: is missing'] },
      )}plain text\n`,
    );
    expect(lastLines(file, 3)).toEqual([
      'cannot start: no such host',
      'the environment does not do: MONGODB_URI: is missing',
      'plain text',
    ]);
  });

  it('leave out what an earlier process wrote', () => {
    const file = logFile();
    openLog(file);
    writeFileSync(file, 'earlier\n');
    const from = logSize(file);
    writeFileSync(file, 'now\n', { flag: 'a' });
    expect(lastLines(file, 8, from)).toEqual(['now']);
  });

  it('are none where there is no log', () => {
    expect(lastLines('/nonexistent', 8)).toEqual([]);
  });
});

describe('a log', () => {
  it('is put aside when it has grown large', () => {
    const file = logFile();
    openLog(file);
    writeFileSync(file, 'x'.repeat(21 * 1024 * 1024));
    openLog(file);
    expect(logSize(file)).toBe(0);
    expect(readFileSync(`${file}.1`, 'utf8')).toHaveLength(21 * 1024 * 1024);
  });
});
