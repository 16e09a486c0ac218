import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { done, type StoreUnderTest } from './event-store.contract.ts';
import type { Appended, ClaimChange } from './port.ts';
import { aCommand, asked, aStream, aTenant, goalSet } from './testing/sample.ts';

const at = (time: string, day = '2027-03-10'): string => `${day}T${time}:00Z`;
const reserve = (owner: string, from: string, to: string, more: object = {}): ClaimChange => ({
  kind: 'reserve',
  owner,
  from,
  to,
  ...more,
});

/** Rules that span streams, in both shapes. */
export const claimContract = (given: () => StoreUnderTest): void => {
  const append = async (claims: readonly ClaimChange[], stream = aStream(), tenant = aTenant): Promise<Appended> => {
    const { store } = given();
    const { head } = await store.load(tenant, stream);
    return store.append(head, [goalSet()], asked({ claims }));
  };
  const outcome = async (...of: Parameters<typeof append>): Promise<string> => (await append(...of)).outcome;

  describe('claiming something unique', () => {
    const take = (claim: string): ClaimChange => ({ kind: 'take', claim });
    const release = (claim: string): ClaimChange => ({ kind: 'release', claim });

    it('fails for another stream and stores nothing then', async () => {
      const [first, second, claim] = [aStream(), aStream(), `place/${randomUUID()}`];
      const free = `place/${randomUUID()}`;
      expect(await outcome([take(claim)], first)).toBe('appended');
      expect(await append([take(free), take(claim)], second)).toEqual({
        outcome: 'claim-taken',
        claim: take(claim),
        holder: first,
      });
      expect((await given().store.load(aTenant, second)).facts).toEqual([]);
      expect(await outcome([take(free)])).toBe('appended');
    });

    it('succeeds again for its holder, and for others once it is released', async () => {
      const [holder, claim] = [aStream(), `place/${randomUUID()}`];
      expect(await outcome([take(claim)], holder)).toBe('appended');
      expect(await outcome([take(claim)], holder)).toBe('appended');
      expect(await outcome([release(claim)])).toBe('appended');
      expect(await outcome([take(claim)])).toBe('claim-taken');
      expect(await outcome([release(claim)], holder)).toBe('appended');
      expect(await outcome([take(claim)])).toBe('appended');
    });

    it('changes in the order given', async () => {
      const [holder, claim] = [aStream(), `place/${randomUUID()}`];
      expect(await outcome([take(claim), release(claim)], holder)).toBe('appended');
      expect(await outcome([take(claim)])).toBe('appended');
    });

    it('is free in another tenant', async () => {
      const claim = `place/${randomUUID()}`;
      expect(await outcome([take(claim)])).toBe('appended');
      expect(await outcome([take(claim)], aStream(), 'other')).toBe('appended');
    });

    it('is given to exactly one of 20', async () => {
      const claim = `place/${randomUUID()}`;
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcome([take(claim)])));
      expect(outcomes.filter((one) => one === 'appended')).toHaveLength(1);
      expect(outcomes.filter((one) => one === 'claim-taken')).toHaveLength(19);
    });

    it('answers a repeated command with its commit, and a moved stream with a conflict', async () => {
      const { store } = given();
      const claims = [take(`place/${randomUUID()}`), reserve(randomUUID(), at('09:00'), at('10:00'))];
      const command = aCommand();
      const { head } = await store.load(aTenant, aStream());
      const { commit } = done(await store.append(head, [goalSet()], asked({ command, claims })));
      expect(await store.append(head, [goalSet()], asked({ command, claims }))).toEqual({
        outcome: 'repeated',
        commit,
      });
      expect(await store.append(head, [goalSet()], asked({ claims }))).toEqual({ outcome: 'conflict' });
    });

    it.each(['', 'a|b', 'two words', 'ä', 'x'.repeat(201)])('refuses the name %j', async (claim) => {
      await expect(append([take(claim)])).rejects.toMatchObject({ why: 'bad-claim' });
    });
  });

  describe('reserving time of a person', () => {
    it('refuses an overlap and lets what touches pass', async () => {
      const owner = randomUUID();
      expect(await outcome([reserve(owner, at('09:00'), at('10:00'))])).toBe('appended');
      expect(await outcome([reserve(owner, at('09:59'), at('10:30'))])).toBe('claim-taken');
      expect(await outcome([reserve(owner, at('08:00'), at('09:01'))])).toBe('claim-taken');
      expect(await outcome([reserve(owner, at('09:20'), at('09:30'))])).toBe('claim-taken');
      expect(await outcome([reserve(owner, at('10:00'), at('11:00'))])).toBe('appended');
      expect(await outcome([reserve(owner, at('08:00'), at('09:00'))])).toBe('appended');
      expect(await outcome([reserve(randomUUID(), at('09:00'), at('10:00'))])).toBe('appended');
    });

    it('keeps the larger of the two paddings between them, not the sum', async () => {
      const owner = randomUUID();
      expect(await outcome([reserve(owner, at('09:00'), at('10:00'), { paddingMinutes: 10 })])).toBe('appended');
      expect(await outcome([reserve(owner, at('10:09'), at('11:00'))])).toBe('claim-taken');
      expect(await outcome([reserve(owner, at('10:14'), at('11:00'), { paddingMinutes: 15 })])).toBe('claim-taken');
      expect(await outcome([reserve(owner, at('10:15'), at('11:00'), { paddingMinutes: 15 })])).toBe('appended');
    });

    it('sees reservations that lie on the days before and after', async () => {
      const owner = randomUUID();
      const [today, tomorrow] = ['2027-03-10', '2027-03-11'];
      expect(await outcome([reserve(owner, at('23:30', today), at('00:30', tomorrow))])).toBe('appended');
      expect(await outcome([reserve(owner, at('00:00', tomorrow), at('01:00', tomorrow))])).toBe('claim-taken');
      expect(await outcome([reserve(owner, at('22:00', today), at('23:31', today))])).toBe('claim-taken');
      expect(
        await outcome([reserve(owner, at('00:30', '2027-03-12'), at('01:00', '2027-03-12'), { paddingMinutes: 1440 })]),
      ).toBe('appended');
      expect(await outcome([reserve(owner, at('23:00', tomorrow), at('23:30', tomorrow), { paddingMinutes: 5 })])).toBe(
        'claim-taken',
      );
    });

    it('sees a reservation of many days in its middle', async () => {
      const owner = randomUUID();
      expect(await outcome([reserve(owner, at('09:00', '2027-03-01'), at('09:00', '2027-03-20'))])).toBe('appended');
      expect(await outcome([reserve(owner, at('09:00'), at('10:00'))])).toBe('claim-taken');
    });

    it('moves when the stream frees first', async () => {
      const [owner, meeting] = [randomUUID(), aStream('meeting')];
      expect(await outcome([reserve(owner, at('09:00'), at('10:00'))], meeting)).toBe('appended');
      expect(await outcome([reserve(owner, at('09:30'), at('10:30'))], meeting)).toBe('claim-taken');
      expect(await outcome([{ kind: 'free', owner }, reserve(owner, at('09:30'), at('10:30'))], meeting)).toBe(
        'appended',
      );
      expect(await outcome([reserve(owner, at('09:00'), at('09:30'))])).toBe('appended');
    });

    it('frees only what the same stream reserved', async () => {
      const owner = randomUUID();
      expect(await outcome([reserve(owner, at('09:00'), at('10:00'))])).toBe('appended');
      expect(await outcome([{ kind: 'free', owner }])).toBe('appended');
      expect(await outcome([reserve(owner, at('09:00'), at('10:00'))])).toBe('claim-taken');
    });

    it("counts the day's cap in the owner's zone, clocks changed or not", async () => {
      const owner = randomUUID();
      // 28 March 2027 has 23 hours in Berlin: from 23:00 UTC on the 27th to 22:00 UTC on the 28th.
      const dayCap = { count: 2, zone: 'Europe/Berlin' };
      const take = (from: string, to: string) => outcome([reserve(owner, from, to, { dayCap })]);
      expect(await take(at('22:30', '2027-03-27'), at('22:50', '2027-03-27'))).toBe('appended');
      expect(await take(at('23:00', '2027-03-27'), at('23:30', '2027-03-27'))).toBe('appended');
      expect(await take(at('21:30', '2027-03-28'), at('21:59', '2027-03-28'))).toBe('appended');
      expect(await take(at('12:00', '2027-03-28'), at('13:00', '2027-03-28'))).toBe('claim-taken');
      expect(await take(at('22:00', '2027-03-28'), at('23:00', '2027-03-28'))).toBe('appended');
    });

    it('gives an hour to exactly one of 50 at the same time', async () => {
      const owner = randomUUID();
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          outcome([
            reserve(randomUUID(), at('12:00'), at('13:00')),
            reserve(owner, at(`09:${index + 10}`), at(`10:${index + 10}`)),
          ]),
        ),
      );
      expect(outcomes.filter((one) => one === 'appended')).toHaveLength(1);
      expect(outcomes.filter((one) => one === 'claim-taken')).toHaveLength(49);
    });

    it('keeps them apart across midnight when many try at once', async () => {
      const owner = randomUUID();
      const midnight = Date.parse('2027-05-02T00:00:00Z');
      const [length, padding, grid] = [30, 10, 10].map((minutes) => minutes * 60_000) as [number, number, number];
      const starts = Array.from({ length: 24 }, (_, index) => midnight + (index - 12) * grid);
      const instant = (time: number) => new Date(time).toISOString();
      const outcomes = await Promise.all(
        starts.map((from) => outcome([reserve(owner, instant(from), instant(from + length), { paddingMinutes: 10 })])),
      );
      const held = starts.filter((_, index) => outcomes[index] === 'appended');
      expect(held.length).toBeGreaterThan(0);
      expect(held.every((from, index) => index === 0 || from - held[index - 1]! >= length + padding)).toBe(true);
    });

    it.each<[string, object]>([
      ['from', { from: 'tomorrow' }],
      ['to', { to: at('08:00') }],
      ['to', { to: at('09:00', '2027-05-01') }],
      ['paddingMinutes', { paddingMinutes: -1 }],
      ['dayCap.zone', { dayCap: { count: 1, zone: 'Mars/Olympus' } }],
      ['dayCap.count', { dayCap: { count: 0, zone: 'UTC' } }],
    ])('refuses a faulty %s', async (field, fault) => {
      await expect(append([reserve(randomUUID(), at('09:00'), at('10:00'), fault)])).rejects.toMatchObject({
        why: 'bad-claim',
        field: `claims.reserve.${field}`,
      });
    });
  });
};
