import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CohortId, ImportId } from '@telemachy/contracts';
import type { ColumnMapping } from '@telemachy/contracts/matching';
import {
  memoryClaimKeeper,
  memoryEventStore,
  seededFaults,
  StoreUnavailable,
  verifyClaims,
  type MemoryStoreOptions,
} from '@telemachy/event-store';
import { organizationIdentity } from '@telemachy/service-shell';
import { openWords, wordsInMemory } from '@telemachy/service-shell/testing';
import { FileInspector } from '../../imports/inspect-file.ts';
import { peopleHold } from '../../imports/person-claims.ts';
import type { Earlier, KeyedRow, RowKeys } from '../../imports/row-keys.ts';
import { UploadGone, type UploadStore } from '../../imports/upload-store.ts';
import { handlersOf } from '../../streams.ts';
import { purposes } from '../../purposes.ts';
import { fileWork } from './take-in-rows.ts';

const at = '2026-11-02T09:00:00.000Z';
const tenant = 'acme';
const mapping: ColumnMapping = {
  columns: [
    { column: 'email', to: 'email', as: 'hr' },
    { column: 'name', to: 'givenName', as: 'hr' },
    { column: 'grade', to: 'grade', as: 'hr' },
    { column: 'number', to: 'employeeId', as: 'hr' },
    { column: 'faith', to: 'faith', as: 'sensitive' },
  ],
};

const uploadsOf = (file: Buffer | undefined): UploadStore => ({
  keep: async () => {},
  async *read(_tenant, _upload, { fromByte }) {
    if (file === undefined) throw new UploadGone('gone');
    for (let from = fromByte; from < file.length; from += 1000) yield file.subarray(from, from + 1000);
  },
  forget: async () => {},
});
const rowKeysOf = (): RowKeys => {
  const firsts = new Map<string, number>();
  return {
    earlier: async (_tenant, _importId, rows: readonly KeyedRow[]) => {
      for (const { row, keys } of rows) for (const key of keys) if (!firsts.has(key)) firsts.set(key, row);
      const earlierOf = ({ row, keys }: KeyedRow): readonly [number, Earlier][] =>
        keys
          .flatMap((key): [number, Earlier][] => [[row, { key, row: firsts.get(key) ?? row }]])
          .sort(([, one], [, other]) => one.row - other.row)
          .slice(0, 1)
          .filter(([, first]) => first.row < row);
      return new Map(rows.flatMap(earlierOf));
    },
    forget: async () => firsts.clear(),
  };
};

const cohortId = CohortId.parse(randomUUID());
const meta = { correlationId: randomUUID(), actor: 'process:take-in-files' };
const identity = () => ({ id: randomUUID(), bodyHash: '0'.repeat(64) });

/** Asks again until the store answers. */
const insistently = async <Value>(work: () => Promise<Value>): Promise<Value> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreUnavailable) return insistently(work);
    throw error;
  }
};

/** Takes a file in as the process does: stretch after stretch, each tried until the store answers. */
const takeIn = async (
  text: string,
  { store = memoryEventStore(), gone = false, givenUpAt = Infinity, words = openWords } = {},
) => {
  const handlers = handlersOf(store, words);
  const file = Buffer.from(text);
  const inspector = new FileInspector(mapping);
  await inspector.write(file);
  const { layout } = await inspector.end();
  const importId = ImportId.parse(randomUUID());
  const request = identity();
  await insistently(() =>
    handlers.imports.handle({
      tenant,
      id: importId,
      command: {
        type: 'request-import',
        importId,
        cohortId,
        role: 'mentor',
        contentHash: 'h',
        bytes: file.length,
        uploadId: randomUUID(),
        layout,
        mapping,
        registrationOpen: true,
        at,
      },
      identity: request,
      meta,
    }),
  );
  const work = fileWork({
    handlers,
    uploads: uploadsOf(gone ? undefined : file),
    rowKeys: rowKeysOf(),
    identityOf: (org) => organizationIdentity('s'.repeat(32), org),
    now: () => at,
  });
  for (let stretch = 0; ; stretch += 1) {
    const { state } = await insistently(() => handlers.imports.load(tenant, importId));
    if (state.status === 'none') throw new Error('nothing was requested');
    if (state.status !== 'running') return { state, store };
    const step = identity();
    const type = stretch < givenUpAt ? 'take-in-rows' : 'fail';
    await insistently(() => work({ type, importId }, step, meta, tenant));
  }
};
const factsIn = async (options: {
  readAll: (after: number, limit: number) => Promise<readonly { event: { type: string; data: unknown } }[]>;
}) => (await options.readAll(0, 10_000)).map(({ event }) => event);

const line = (n: number): string => `p${n}@example.org,Person ${n},SEO,,`;
const header = 'email,name,grade,number,faith\n';
const rows = (count: number): string => header + Array.from({ length: count }, (_, n) => line(n)).join('\n');
const faulty = (seed: number): MemoryStoreOptions => ({ faults: seededFaults({ seed, rate: 0.001 }) });

describe('taking rows in', () => {
  it('counts who is new, who changed, who is as before, and who was not taken', async () => {
    const { store } = await takeIn(rows(3));
    const again = `${header}${line(0)}\np1@example.org,Person 1,Grade 7,,\nnobody,x,SEO,,\n${line(9)}\n`;
    const { state } = await takeIn(again, { store });
    expect(state.counts).toEqual({ rows: 4, created: 1, changed: 1, unchanged: 1, rejected: 1 });
  });

  it('counts a row the same whether its sensitive answer is the one that is known or another, which is taken all the same', async () => {
    const row = (faith: string, grade = 'SEO') => `${header}p1@example.org,Person 1,${grade},,${faith}\n`;
    const { store } = await takeIn(row('x'));
    const said = async (text: string) => (await takeIn(text, { store })).state.counts;
    const right = await said(row('x'));
    expect(right).toMatchObject({ changed: 0, unchanged: 1 });
    expect(await said(row('y'))).toEqual(right);
    expect(await said(row('z', 'AO'))).toMatchObject({ changed: 1, unchanged: 0 });
    const answered = (await factsIn(store)).filter(({ type }) => type === 'matching.enrolment-answered.v1');
    expect(answered).toMatchObject(
      [{ sensitiveAnswers: { faith: 'y' } }, { sensitiveAnswers: { faith: 'z' } }].map((data) => ({ data })),
    );
  });

  it('takes a person once, wherever in the file the second row stands', async () => {
    const { state, store } = await takeIn(`${rows(450)}\nP3@example.org,Person 3,AO,,\n`);
    expect(state.counts).toEqual({ rows: 451, created: 450, changed: 0, unchanged: 0, rejected: 1 });
    const accepted = (await factsIn(store)).filter(({ type }) => type === 'matching.import-rows-accepted.v1');
    expect(accepted.map(({ data }) => (data as { problems: object[] }).problems)).toEqual([
      [],
      [],
      [{ row: 451, column: 'email', reason: 'duplicate-of-row-4' }],
    ]);
  });

  it('names the column by which a row speaks of somebody an earlier one spoke of', async () => {
    const again = `${header}ana@example.org,Ana,SEO,17,\nben@example.org,Ben,SEO,17,\n,Cem,SEO,17,\nana@example.org,Dia,SEO,18,\n`;
    const { store } = await takeIn(again);
    const accepted = (await factsIn(store)).findLast(({ type }) => type === 'matching.import-rows-accepted.v1');
    expect(accepted?.data).toMatchObject({
      problems: [
        { row: 2, column: 'number', reason: 'duplicate-of-row-1' },
        { row: 3, column: 'number', reason: 'duplicate-of-row-1' },
        { row: 4, column: 'email', reason: 'duplicate-of-row-1' },
      ],
    });
  });

  const importedIn = async (store: ReturnType<typeof memoryEventStore>) =>
    (await factsIn(store)).filter(({ type }) => type === 'matching.person-imported.v1');
  const claimsOf = (store: ReturnType<typeof memoryEventStore>) =>
    verifyClaims(memoryClaimKeeper(store.disk), [peopleHold]);

  it('knows a person by e-mail address or employee id, whichever of the two changes, is gained, or is not told', async () => {
    const { store } = await takeIn(`${header}ana@example.org,Ana,SEO,17,\n,Ben,SEO,18,\ncem@example.org,Cem,SEO,,\n`);
    const changed = `${header}new@example.org,Ana,SEO,17,\nben@example.org,Ben,SEO,18,\ncem@example.org,Cem,SEO,20,\n`;
    for (const counts of [
      { changed: 3, unchanged: 0 },
      { changed: 0, unchanged: 3 },
    ]) {
      const { state } = await takeIn(changed, { store });
      expect(state.counts).toEqual({ rows: 3, created: 0, rejected: 0, ...counts });
    }
    const untold = `${header},Ana,SEO,17,\nben@example.org,Ben,SEO,,\n,Cem,SEO,20,\n`;
    expect((await takeIn(untold, { store })).state.counts).toMatchObject({ unchanged: 3 });
    const back = await takeIn(`${header}ana@example.org,Ana,SEO,17,\ncem@example.org,Cem,SEO,21,\n`, { store });
    expect(back.state.counts).toMatchObject({ changed: 2 });
    expect(await importedIn(store)).toHaveLength(3);
    expect(await claimsOf(store)).toMatchObject({ equal: true });
  });

  it('takes no row in whose e-mail address is one person’s and whose employee id another’s', async () => {
    const { store } = await takeIn(`${header}ana@example.org,Ana,SEO,17,\nben@example.org,Ben,SEO,18,\n`);
    const { state } = await takeIn(`${header}ana@example.org,Ana,SEO,18,\nben@example.org,Ben,SEO,17,\n`, { store });
    expect(state.counts).toMatchObject({ changed: 0, rejected: 2 });
    const accepted = (await factsIn(store)).findLast(({ type }) => type === 'matching.import-rows-accepted.v1');
    expect(accepted?.data).toMatchObject({
      problems: [1, 2].map((row) => ({ row, column: 'number', reason: 'employee-id-of-another-person' })),
    });
    expect(await claimsOf(store)).toMatchObject({ equal: true });
  });

  it.each([undefined, 1, 2, 3])(
    'gives an address that somebody gave up to who has it now, somebody new (faults of seed %s)',
    async (seed) => {
      const store = memoryEventStore(seed === undefined ? {} : { faults: seededFaults({ seed, rate: 0.05 }) });
      await takeIn(`${header}ana@example.org,Ana,SEO,17,\n`, { store });
      const file = `${header}new@example.org,Ana,SEO,17,\nana@example.org,Other,SEO,99,\n`;
      const { state } = await takeIn(file, { store });
      expect(state.counts).toEqual({ rows: 2, created: 1, changed: 1, unchanged: 0, rejected: 0 });
      const again = await takeIn(file, { store });
      expect(again.state.counts).toMatchObject({ unchanged: 2 });
      const people = await insistently(() => importedIn(store));
      expect(new Set(people.map(({ data }) => (data as { personId: string }).personId)).size).toBe(2);
    },
  );

  it.each([1, 2, 3, 4, 5])(
    'comes to the same facts and counts however often the store fails (seed %i)',
    async (seed) => {
      const store = memoryEventStore(faulty(seed));
      const { state } = await takeIn(rows(450), { store });
      expect(state).toMatchObject({ status: 'completed', counts: { rows: 450, created: 450, rejected: 0 } });
      const types = (await factsIn({ readAll: (after, limit) => insistently(() => store.readAll(after, limit)) })).map(
        ({ type }) => type,
      );
      expect(types.filter((type) => type === 'matching.person-imported.v1')).toHaveLength(450);
      expect(types.filter((type) => type === 'matching.enrolment-applied.v1')).toHaveLength(450);
    },
  );

  it('compares sealed rows with what is known, and takes in no row of who was forgotten', async () => {
    const { seal, words, vault } = await wordsInMemory(purposes);
    const store = memoryEventStore({ seal });
    await takeIn(rows(3), { store, words });
    expect(JSON.stringify(await factsIn(store))).not.toContain('p1@example.org');
    const changed = rows(3).replace('p2@example.org,Person 2,SEO', 'p2@example.org,Person 2,Grade 7');
    expect((await takeIn(changed, { store, words })).state.counts).toMatchObject({ changed: 1, unchanged: 2 });
    const ids = (await importedIn(store)).map(({ data }) => (data as { personId: string }).personId);
    await vault.destroy(tenant, { kind: 'person', id: ids[1] ?? '' }, new Date());
    const { state } = await takeIn(changed, { store, words });
    expect(state.counts).toMatchObject({ unchanged: 2, rejected: 1 });
    const accepted = (await factsIn(store)).findLast(({ type }) => type === 'matching.import-rows-accepted.v1');
    expect(accepted?.data).toMatchObject({ problems: [{ row: 2, reason: 'person-forgotten' }] });
  });

  it('fails at the row where it was given up, and keeps what came in before', async () => {
    const { state, store } = await takeIn(rows(450), { givenUpAt: 2 });
    expect(state).toMatchObject({ status: 'failed', counts: { rows: 400, created: 400 } });
    expect((await factsIn(store)).at(-1)).toMatchObject({ data: { reason: 'given-up', row: 401 } });
  });

  it('fails where the raw file is no longer kept', async () => {
    const { state, store } = await takeIn(rows(3), { gone: true });
    expect(state.status).toBe('failed');
    expect((await factsIn(store)).at(-1)).toMatchObject({ data: { reason: 'file-gone', row: 1 } });
  });
});
