import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CohortId, ImportId } from '@telemachy/contracts';
import { memoryEventStore } from '@telemachy/event-store';
import { openWords } from '@telemachy/service-shell/testing';
import { handlersOf } from '../streams.ts';
import { ImportState } from './import-state.ts';
import { peopleImport, type ImportCommand } from './import.ts';

const at = '2026-11-02T09:00:00.000Z';
const importId = ImportId.parse(randomUUID());
const request: ImportCommand = {
  type: 'request-import',
  importId,
  cohortId: CohortId.parse(randomUUID()),
  role: 'mentor',
  contentHash: 'hash',
  bytes: 100,
  uploadId: randomUUID(),
  layout: { columns: ['email', 'capacity'], delimiter: ';', firstByte: 6 },
  mapping: { columns: [{ column: 'email', to: 'email', as: 'hr' }], defaults: { capacity: 2 } },
  registrationOpen: true,
  at,
};
const stretch = (after: number, last = false): ImportCommand => ({
  type: 'accept-rows',
  after,
  lastRow: after + 200,
  nextByte: (after + 200) * 10,
  counts: { rows: 200, created: 199, changed: 0, unchanged: 0, rejected: 1 },
  problems: [{ row: after + 1, column: 'email', reason: 'not-an-address' }],
  last,
  at,
});

describe('the state of an import', () => {
  const store = memoryEventStore();
  const { imports } = handlersOf(store, openWords);
  const say = (command: ImportCommand) =>
    imports.handle({
      tenant: 'acme',
      id: importId,
      command,
      identity: { id: randomUUID(), bodyHash: '0'.repeat(64) },
      meta: { correlationId: 'c', actor: 'process:take-in-files' },
    });

  it('is kept whole by its schema, at every stage', async () => {
    expect(ImportState.parse(peopleImport.initial)).toEqual(peopleImport.initial);
    await say(request);
    for (let after = 0; after < 8000; after += 200) await say(stretch(after, after === 7800));
    const { state } = await imports.load('acme', importId);
    expect(state).toMatchObject({ status: 'completed', lastRow: 8000, counts: { rows: 8000, rejected: 40 } });
    expect(ImportState.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });

  it('of a long file is come to without reading all of it', async () => {
    const kept = [...store.disk.snapshots].filter(([key]) => key.startsWith(`acme|import-${importId}|`));
    expect(kept.map(([, { version }]) => version)).toEqual([expect.any(Number)]);
    expect(kept[0]?.[1].version).toBeGreaterThanOrEqual(20);
  });
});
