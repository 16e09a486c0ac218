import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { claimAuditContract } from './claim-audit.contract.ts';
import type { ClaimKeeper } from './claim-keeper.ts';
import { claimContract } from './claims.contract.ts';
import type { Forms } from './encode-fact.ts';
import { formContract } from './forms.contract.ts';
import { CommitRefused, NameRefused } from './errors.ts';
import { bodyHashOf } from './identity.ts';
import type { Appended, EventStore, Head } from './port.ts';
import { longStreamContract } from './long-streams.contract.ts';
import { refusalContract } from './refusals.contract.ts';
import { sealContract } from './seals.contract.ts';
import { skipContract } from './skips.contract.ts';
import type { SealFact } from './stored-commit.ts';
import { aCommand, asked, aStream, aTenant, goalSet, progressed } from './testing/sample.ts';
import { unchangedContract } from './unchanged.contract.ts';

export type StoreUnderTest = {
  readonly store: EventStore;
  /** The same commits, opened by a release that knows other facts. */
  readonly ofRelease: (release: Forms & { readonly seal?: SealFact }) => EventStore;
  readonly keeper: ClaimKeeper;
  /** Resolves when every commit that is stored now has its position. */
  readonly sequence: () => Promise<unknown>;
  readonly close: () => Promise<void>;
};

/** What every event store does, whatever it is made of. */
export const eventStoreContract = (name: string, factory: () => Promise<StoreUnderTest>): void => {
  describe(`${name}, as an event store,`, () => {
    let given: StoreUnderTest;
    let store: EventStore;
    beforeAll(async () => {
      given = await factory();
      store = given.store;
    });
    afterAll(() => given.close());
    const inStore = () => given;

    describe('appending and loading', () => {
      it('starts a stream that does not exist at version 0', async () => {
        const stream = aStream();
        const { head, facts } = await store.load(aTenant, stream);
        expect(head).toMatchObject({ tenant: aTenant, stream, version: 0 });
        expect(facts).toEqual([]);
      });

      it('gives back what was appended, in order, with its envelope', async () => {
        const stream = aStream();
        const { head } = await store.load(aTenant, stream);
        const first = done(
          await store.append(
            head,
            [goalSet(), progressed(1)],
            asked({
              meta: { correlationId: 'c-7', causationId: 'f-6', actor: 'a-2', traceparent: '00-1-2-01' },
            }),
          ),
        );
        expect(first.head.version).toBe(2);
        const second = done(await store.append(first.head, [progressed(2)], asked()));
        expect(second.commit).toMatchObject({ tenant: aTenant, stream, version: 3 });

        const { facts, head: now } = await store.load(aTenant, stream);
        expect(now.version).toBe(3);
        expect(facts.map(({ version, event }) => [version, event.type])).toEqual([
          [1, 'sample.goal-set.v1'],
          [2, 'sample.goal-progressed.v1'],
          [3, 'sample.goal-progressed.v1'],
        ]);
        expect(facts[0]).toEqual({
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          tenant: aTenant,
          stream,
          version: 1,
          position: 0,
          recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          commit: first.commit.id,
          correlationId: 'c-7',
          causationId: 'f-6',
          actor: 'a-2',
          event: {
            type: 'sample.goal-set.v1',
            data: expect.objectContaining({ text: 'Chair a meeting of the board' }),
          },
        });
        expect(facts.slice(0, 2)).toEqual(first.commit.facts);
        expect(new Set(facts.map(({ id }) => id)).size).toBe(3);
      });

      it('keeps tenants apart that use the same stream name', async () => {
        const stream = aStream();
        const { head } = await store.load(aTenant, stream);
        await store.append(head, [goalSet()], asked());
        expect((await store.load('other', stream)).facts).toEqual([]);
      });

      it('keeps text byte for byte, whatever characters it has', async () => {
        const text = 'Ünïcødé, "quotes", \\, \n, \u0000, 🦉, \u2028 and </script>';
        const { head } = await store.load(aTenant, aStream());
        await store.append(head, [goalSet({ text })], asked());
        const { facts } = await store.load(aTenant, head.stream);
        expect(facts[0]?.event.data).toMatchObject({ text });
      });

      it('takes 100 facts at once', async () => {
        const { head } = await store.load(aTenant, aStream());
        const facts = Array.from({ length: 100 }, (_, value) => progressed(value));
        expect(done(await store.append(head, facts, asked())).head.version).toBe(100);
        const loaded = await store.load(aTenant, head.stream);
        expect(loaded.facts.map(({ version }) => version)).toEqual(facts.map((_, index) => index + 1));
      });
    });

    describe('appending to a head that is not the end of the stream', () => {
      it('is a conflict when somebody else was quicker', async () => {
        const { head } = await store.load(aTenant, aStream());
        await store.append(head, [goalSet()], asked());
        expect(await store.append(head, [goalSet()], asked())).toEqual({ outcome: 'conflict' });
      });

      it('is a conflict inside a longer commit of somebody else', async () => {
        const { head } = await store.load(aTenant, aStream());
        const one = done(await store.append(head, [goalSet()], asked()));
        await store.append(one.head, [progressed(1), progressed(2), progressed(3)], asked());
        expect(await store.append(one.head, [progressed(9), progressed(9)], asked())).toEqual({ outcome: 'conflict' });
        expect((await store.load(aTenant, head.stream)).head.version).toBe(4);
      });

      it('lets exactly one of 32 win', async () => {
        const { head } = await store.load(aTenant, aStream());
        const outcomes = await Promise.all(
          Array.from({ length: 32 }, async () => (await store.append(head, [goalSet()], asked())).outcome),
        );
        expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(31);
        expect((await store.load(aTenant, head.stream)).facts).toHaveLength(1);
      });

      it.each([-1, 1, 2, 2 ** 53])('is refused when the head was made up (version %d)', async (version) => {
        const forged = { tenant: aTenant, stream: aStream(), version } as Head;
        await expect(store.append(forged, [goalSet()], asked())).rejects.toThrow(CommitRefused);
      });

      it('is refused when the head is a copy', async () => {
        const { head } = await store.load(aTenant, aStream());
        await expect(store.append({ ...head }, [goalSet()], asked())).rejects.toMatchObject({ why: 'forged-head' });
      });
    });

    describe('the same command again', () => {
      it('gets its commit and its answer, from the same and from a newer head', async () => {
        const command = aCommand({ goal: 1 });
        const { head } = await store.load(aTenant, aStream());
        const { commit, head: newer } = done(
          await store.append(head, [goalSet()], asked({ command, answer: { id: 'g-1', steps: [1, null] } })),
        );
        expect(commit.answer).toEqual({ id: 'g-1', steps: [1, null] });
        expect(await store.append(head, [goalSet()], asked({ command }))).toEqual({ outcome: 'repeated', commit });
        expect(await store.append(newer, [progressed(1)], asked({ command }))).toEqual({ outcome: 'repeated', commit });
        expect(await store.commitOf(aTenant, head.stream, command)).toEqual({ outcome: 'repeated', commit });
        expect((await store.load(aTenant, head.stream)).head.version).toBe(1);
      });

      it('is refused with another body', async () => {
        const command = aCommand({ goal: 1 });
        const other = { id: command.id, bodyHash: bodyHashOf({ goal: 2 }) };
        const { head } = await store.load(aTenant, aStream());
        const { head: newer } = done(await store.append(head, [goalSet()], asked({ command })));
        expect(await store.append(newer, [goalSet()], asked({ command: other }))).toEqual({
          outcome: 'command-reused',
        });
        expect(await store.commitOf(aTenant, head.stream, other)).toEqual({ outcome: 'command-reused' });
      });

      it('is done once however many send it at the same time', async () => {
        const command = aCommand();
        const { head } = await store.load(aTenant, aStream());
        const all = await Promise.all(
          Array.from({ length: 20 }, () => store.append(head, [goalSet()], asked({ command }))),
        );
        expect(all.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
        expect(all.filter(({ outcome }) => outcome === 'repeated')).toHaveLength(19);
      });

      it('is another command in another stream or tenant', async () => {
        const command = aCommand();
        const stream = aStream();
        for (const [tenant, name] of [
          [aTenant, stream],
          [aTenant, aStream()],
          ['other', stream],
        ] as const) {
          const { head } = await store.load(tenant, name);
          expect((await store.append(head, [goalSet()], asked({ command }))).outcome).toBe('appended');
        }
      });

      it('is unknown before it was done', async () => {
        expect(await store.commitOf(aTenant, aStream(), aCommand())).toBeUndefined();
      });
    });

    describe('reading by position', () => {
      it('gives every fact once, dense, in the order of its stream', async () => {
        const streams = Array.from({ length: 5 }, () => aStream());
        const before = await store.lastPosition();
        await Promise.all(
          streams.map(async (stream) => {
            let { head } = await store.load(aTenant, stream);
            for (let commit = 0; commit < 6; commit += 1) {
              const facts = Array.from({ length: (commit % 3) + 1 }, (_, index) => progressed(index));
              head = done(await store.append(head, facts, asked())).head;
            }
          }),
        );
        await given.sequence();
        const facts = await store.readAll(before, 1000);
        const own = facts.filter(({ stream }) => streams.includes(stream));
        expect(facts.map(({ position }) => position)).toEqual(facts.map((_, index) => before + 1 + index));
        expect(own).toHaveLength(5 * 12);
        for (const stream of streams) {
          const versions = own.filter((fact) => fact.stream === stream).map(({ version }) => version);
          expect(versions).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
        }
        expect(await store.lastPosition()).toBe(before + facts.length);
      });

      it('pages through the middle of commits, parsed and raw alike', async () => {
        const { head } = await store.load(aTenant, aStream());
        const { commit } = done(
          await store.append(
            head,
            [goalSet(), progressed(1), progressed(2), progressed(3)],
            asked({ meta: { correlationId: 'c', actor: 'a', traceparent: '00-a-b-01' } }),
          ),
        );
        await given.sequence();
        const last = await store.positionOf(aTenant, head.stream, commit.id);
        expect(last).toBeGreaterThanOrEqual(4);
        const page = await store.readRaw(last! - 3, 2);
        expect(page.map(({ position, version }) => [position, version])).toEqual([
          [last! - 2, 2],
          [last! - 1, 3],
        ]);
        expect(page[0]).toMatchObject({ traceparent: '00-a-b-01', type: 'sample.goal-progressed.v1' });
        expect(page.map(({ data }) => JSON.parse(data) as unknown)).toEqual(
          commit.facts.slice(1, 3).map(({ event }) => event.data),
        );
        expect(await store.readAll(last! - 4, 4)).toEqual(
          commit.facts.map((fact, index) => ({ ...fact, position: last! - 3 + index })),
        );
        expect(await store.readAll(await store.lastPosition(), 10)).toEqual([]);
      });

      it('tells a commit that has no position yet from one that does not exist', async () => {
        const { head } = await store.load(aTenant, aStream());
        const { commit } = done(await store.append(head, [goalSet()], asked()));
        expect(await store.positionOf(aTenant, head.stream, commit.id)).toBeGreaterThanOrEqual(0);
        await given.sequence();
        expect(await store.positionOf(aTenant, head.stream, commit.id)).toBeGreaterThan(0);
        expect(await store.positionOf('other', head.stream, commit.id)).toBeUndefined();
        expect(await store.positionOf(aTenant, aStream(), commit.id)).toBeUndefined();
        expect(await store.positionOf(aTenant, head.stream, '0123456789abcdef01234567')).toBeUndefined();
        expect(await store.positionOf(aTenant, head.stream, 'not-a-commit')).toBeUndefined();
      });
    });

    describe('names', () => {
      it.each([
        'goal',
        `Goal-${randomUUID()}`,
        `goal-${randomUUID().toUpperCase()}`,
        `goal|${randomUUID()}`,
        `../goal-${randomUUID()}`,
        `goal-${randomUUID()}\n`,
        '',
      ])('refuses the stream %j', async (stream) => {
        await expect(store.load(aTenant, stream)).rejects.toThrow(NameRefused);
        await expect(store.commitOf(aTenant, stream, aCommand())).rejects.toThrow(NameRefused);
      });

      it.each(['', 'a|b', 'a b', '$where', 'ä', 'x'.repeat(65)])('refuses the tenant %j', async (tenant) => {
        await expect(store.load(tenant, aStream())).rejects.toThrow(NameRefused);
      });
    });

    unchangedContract(inStore);
    refusalContract(inStore);
    skipContract(inStore);
    longStreamContract(inStore);
    formContract(inStore);
    sealContract(inStore);
    claimContract(inStore);
    claimAuditContract(inStore);
  });
};

/** @throws Error when nothing was appended */
export const done = (appended: Appended): Extract<Appended, { outcome: 'appended' }> => {
  if (appended.outcome !== 'appended') throw new Error(`expected an append, got ${appended.outcome}`);
  return appended;
};
