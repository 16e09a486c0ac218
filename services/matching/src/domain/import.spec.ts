import { describe, expect, it } from '@jest/globals';
import type { CohortId, ImportId } from '@telemachy/contracts';
import { peopleImport, type ImportCommand, type RequestImport } from './import.ts';

const at = '2026-11-02T09:00:00.000Z';
const request: RequestImport = {
  type: 'request-import',
  importId: 'i' as ImportId,
  cohortId: 'c' as CohortId,
  role: 'mentor',
  contentHash: 'hash',
  bytes: 100,
  uploadId: 'u',
  layout: { columns: ['email'], delimiter: ',', firstByte: 6 },
  mapping: { columns: [] },
  registrationOpen: true,
  at,
};
const counts = (rows: number) => ({ rows, created: rows, changed: 0, unchanged: 0, rejected: 0 });
const rows = (after: number, lastRow: number, last = false): ImportCommand => ({
  type: 'accept-rows',
  after,
  lastRow,
  nextByte: lastRow * 10,
  counts: counts(lastRow - after),
  problems: [],
  last,
  at,
});

const after = (...commands: ImportCommand[]) =>
  commands.reduce((state, command) => {
    const decision = peopleImport.decide(command, state);
    if (!decision.accepted) throw new Error(`${command.type}: ${decision.refusal}`);
    return decision.events.reduce(peopleImport.evolve, state);
  }, peopleImport.initial);
const when = (command: ImportCommand, ...before: ImportCommand[]) => {
  const decision = peopleImport.decide(command, after(...before));
  return decision.accepted ? decision.events.map(({ type }) => type.split('.')[1]) : decision.refusal;
};

describe('an import', () => {
  it('adds up its stretches and is complete with the last', () => {
    expect(after(request, rows(0, 3), rows(3, 5, true))).toMatchObject({
      status: 'completed',
      counts: counts(5),
      nextByte: 50,
    });
  });

  it('fails at once where the file as a whole cannot be read', () => {
    expect(when({ ...request, fault: { reason: 'missing-column', row: 0 } })).toEqual([
      'import-requested',
      'import-failed',
    ]);
  });

  it('is possible while registration is open', () => {
    expect(when({ ...request, registrationOpen: false })).toBe('registration-not-open');
    expect(when({ ...request, registrationOpen: false }, request)).toEqual([]);
  });

  it('takes a stretch once, also when it is done again after a crash', () => {
    expect(when(rows(0, 3), request, rows(0, 3))).toEqual([]);
    expect(when(rows(0, 3), request, rows(0, 3), rows(3, 5, true))).toEqual([]);
  });

  it('takes no stretch that leaves rows out', () => {
    expect(when(rows(3, 5), request)).toBe('rows-missing');
  });

  it('is over when it has failed', () => {
    const gone: ImportCommand = { type: 'fail-import', fault: { reason: 'file-gone', row: 4 }, at };
    expect(when(gone, request, rows(0, 3))).toEqual(['import-failed']);
    expect(when(rows(3, 5), request, rows(0, 3), gone)).toBe('import-over');
  });
});
