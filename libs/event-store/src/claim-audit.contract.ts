import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { ClaimSource, HeldClaim } from './claim-source.ts';
import { claimSource } from './claim-source.ts';
import { done, type StoreUnderTest } from './event-store.contract.ts';
import type { ClaimChange } from './port.ts';
import { asked, aStream, progressed } from './testing/sample.ts';
import { rebuildClaims, verifyClaims } from './verify-claims.ts';

const day = '2027-03-10';
const hour = (value: number): string => `${day}T${String(value).padStart(2, '0')}:00:00Z`;
const span = (owner: string, value: number): HeldClaim => ({
  kind: 'reserve',
  owner,
  from: hour(value),
  // From 23 h it stands in two days.
  to: new Date(Date.parse(hour(value)) + 90 * 60_000).toISOString(),
  paddingMinutes: 10,
});

type Progressed = { readonly type: string; readonly data: { readonly value: number } };

/** What is held, compared with what the facts say. */
export const claimAuditContract = (given: () => StoreUnderTest): void => {
  /** A place with hours: progress by a value from 0 holds that hour, a negative one gives it back. */
  const place = () => {
    const [tenant, owner] = [`t-${randomUUID()}`, randomUUID()];
    const holds = (value: number): readonly HeldClaim[] =>
      value < 0 ? [] : [{ kind: 'take', claim: `hour/${value}` }, span(owner, value)];
    const source = claimSource<number, Progressed>({
      kind: 'meeting',
      decider: { initial: -1, evolve: (_, { data }) => data.value },
      holds,
    });
    const say = async (value: number, claims: readonly ClaimChange[], stream = aStream('meeting')): Promise<string> => {
      const { head } = await given().store.load(tenant, stream);
      done(await given().store.append(head, [progressed(value)], asked({ claims })));
      return stream;
    };
    const book = (value: number): Promise<string> => say(value, holds(value));
    const sources: readonly ClaimSource[] = [source];
    const only = { tenants: [tenant] };
    return {
      tenant,
      owner,
      say,
      book,
      cancel: (stream: string, value: number) =>
        say(
          -1,
          [
            { kind: 'release', claim: `hour/${value}` },
            { kind: 'free', owner },
          ],
          stream,
        ),
      verify: () => verifyClaims(given().keeper, sources, only),
      rebuild: () => rebuildClaims(given().keeper, sources, only),
      giveTo: (value: number, stream: string | undefined) =>
        given().keeper.mendUnique(`hour/${value}`, { tenant, streams: [], heldBy: () => stream }),
      lose: (stream: string) => given().keeper.mendTime(owner, { tenant, streams: [stream], heldBy: () => [] }),
      reserve: (stream: string, value: number) =>
        given().keeper.mendTime(owner, {
          tenant,
          streams: [],
          heldBy: () => [
            { stream, from: Date.parse(hour(value)), to: Date.parse(hour(value)) + 3_600_000, padding: 600_000 },
          ],
        }),
    };
  };

  describe('comparing claims with the facts', () => {
    it('finds them equal after any appends', async () => {
      const { book, cancel, verify } = place();
      const [nine] = [await book(9), await book(12), await book(23)];
      await cancel(nine, 9);
      await book(9);
      expect(await verify()).toMatchObject({ equal: true, claims: 7, differences: 0, differing: [] });
    });

    it('looks into every organization unless told', async () => {
      const { tenant, book } = place();
      await book(9);
      expect(await given().keeper.tenants()).toContain(tenant);
    });

    it('names what is missing, what is too much, and what another holds', async () => {
      const { tenant, owner, book, giveTo, lose, reserve, verify } = place();
      const [nine, twelve, fifteen] = [await book(9), await book(12), await book(15)];
      await giveTo(9, undefined);
      await giveTo(12, nine);
      await giveTo(17, nine);
      await lose(fifteen);
      await reserve(nine, 18);
      const { equal, differences, differing } = await verify();
      expect([equal, differences]).toEqual([false, 5]);
      expect(differing).toEqual(
        expect.arrayContaining([
          { tenant, claim: 'hour/9', why: 'missing', byFacts: `held by ${nine}` },
          { tenant, claim: 'hour/12', why: 'other', byFacts: `held by ${twelve}`, found: `held by ${nine}` },
          { tenant, claim: 'hour/17', why: 'surplus', found: `held by ${nine}` },
          {
            tenant,
            claim: `time of ${owner} on ${day}`,
            why: 'missing',
            byFacts: `${day}T15:00:00.000Z to ${day}T16:30:00.000Z, 10 min apart, for ${fifteen}`,
          },
          {
            tenant,
            claim: `time of ${owner} on ${day}`,
            why: 'surplus',
            found: `${day}T18:00:00.000Z to ${day}T19:00:00.000Z, 10 min apart, for ${nine}`,
          },
        ]),
      );
    });

    it('leaves out what was skipped', async () => {
      const { tenant, book, verify } = place();
      const stream = await book(9);
      const reason = 'Booked by a faulty release (ticket 4711)';
      await given().store.skip({ tenant, stream, version: 1, reason, by: 'operator-1' });
      expect((await verify()).differing.map(({ why }) => why)).toEqual(['surplus', 'surplus']);
    });
  });

  describe('making claims anew from the facts', () => {
    it('mends everything, so that the rules hold again', async () => {
      const { owner, book, say, giveTo, lose, reserve, rebuild, verify } = place();
      const [nine, , fifteen, late] = [await book(9), await book(12), await book(15), await book(23)];
      await giveTo(9, undefined);
      await giveTo(12, nine);
      await giveTo(17, nine);
      await lose(fifteen);
      await lose(late);
      await reserve(nine, 18);
      expect(await rebuild()).toMatchObject({ equal: true, differences: 0, mended: 4 });
      expect(await verify()).toMatchObject({ equal: true, claims: 9 });
      await expect(book(9)).rejects.toThrow('claim-taken');
      await expect(say(15, [span(owner, 15)])).rejects.toThrow('claim-taken');
      expect(await say(18, [span(owner, 18)])).toMatch(/^meeting-/);
    });

    it('changes nothing where nothing differs', async () => {
      const { book, rebuild } = place();
      await book(9);
      expect(await rebuild()).toMatchObject({ equal: true, mended: 0 });
    });

    it('gives what two hold by their facts to the first, and still says so', async () => {
      const { book, say, giveTo, rebuild } = place();
      const first = await book(9);
      const second = await say(9, []);
      await giveTo(9, undefined);
      const { equal, differing } = await rebuild();
      expect(equal).toBe(false);
      expect(differing.filter(({ claim }) => claim === 'hour/9')).toEqual([
        expect.objectContaining({ why: 'contested', found: `held by ${first}` }),
      ]);
      expect(differing[0]?.byFacts).toContain(second);
    });

    it('comes to the facts that are said meanwhile', async () => {
      const { book, cancel, giveTo, rebuild, verify } = place();
      const streams = await Promise.all([0, 2, 4, 6, 8, 10].map(book));
      for (const value of [0, 4, 8]) await giveTo(value, undefined);
      await Promise.all([rebuild(), ...streams.map((stream, index) => cancel(stream, index * 2)), book(12)]);
      await rebuild();
      expect(await verify()).toMatchObject({ equal: true, claims: 2 });
    });
  });
};
