import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { BarredCallers, keepFresh, type BarredNow } from './barred.ts';
import { Tenant, type Caller } from './caller.ts';

const caller = (tenant: string, ...signInKeys: readonly string[]): Caller => ({
  tenant: Tenant.parse(tenant),
  subject: 's',
  actor: 'a',
  signInKeys,
  roles: ['coordinator'],
  fingerprint: (content) => `keyed ${content}`,
});
const at = (second: number): string => new Date(second * 1000).toISOString();
const signedIn = (subject: string, session?: string, issued?: number): Caller => ({
  ...caller('acme'),
  signIn: { subject, ...(session === undefined ? {} : { session }) },
  ...(issued === undefined ? {} : { issuedAt: issued * 1000 }),
});
const hour = 3_600_000;
const ann = { tenant: 'acme', signInKeys: ['ann', '17'] };

/** Answers as the read model would, and counts the questions. */
const barredBy = (now: Partial<BarredNow>, oldestMs = 0) => {
  const read = jest.fn(async (): Promise<BarredNow> => ({ left: [], signedOut: [], ...now }));
  return { barred: new BarredCallers({ read, oldestMs }), read };
};

describe('a caller whose token holds', () => {
  it('is refused under each of their keys once they left, whatever their role, and told why', async () => {
    const { barred } = barredBy({ left: [ann] });
    for (const key of ann.signInKeys)
      await expect(barred.admit(caller('acme', 'other', key))).rejects.toMatchObject({
        status: 401,
        word: 'token-refused',
        message: expect.stringMatching(/has left the organization/),
        headers: { 'www-authenticate': expect.stringContaining('invalid_token') },
      });
  });
  it('is let in while here, in another organization, and where the token names nobody', async () => {
    const { barred } = barredBy({ left: [ann] });
    await expect(barred.admit(caller('acme', 'ben'))).resolves.toBeUndefined();
    await expect(barred.admit(caller('other', 'ann'))).resolves.toBeUndefined();
    await expect(barred.admit(caller('acme'))).resolves.toBeUndefined();
  });
  it('is let in again when they are back', async () => {
    const now: { left: BarredNow['left'] } = { left: [ann] };
    const { barred } = barredBy(now);
    await expect(barred.admit(caller('acme', 'ann'))).rejects.toMatchObject({ status: 401 });
    now.left = [];
    await expect(barred.admit(caller('acme', 'ann'))).resolves.toBeUndefined();
  });
  it('is refused in the session that ended, whenever its token was issued, and in no other', async () => {
    const { barred } = barredBy({ signedOut: [{ session: 's1', subject: 'ann', signedOutAt: at(10) }] });
    await expect(barred.admit(signedIn('ann', 's1', 20))).rejects.toMatchObject({
      status: 401,
      message: expect.stringMatching(/signed out/),
    });
    await expect(barred.admit(signedIn('ann', 's2', 5))).resolves.toBeUndefined();
  });
  it('is refused with a token that names no session and is not younger than the end of any', async () => {
    const { barred } = barredBy({ signedOut: [{ session: 's1', subject: 'ann', signedOutAt: at(10) }] });
    await expect(barred.admit(signedIn('ann', undefined, 10))).rejects.toMatchObject({ status: 401 });
    await expect(barred.admit(signedIn('ann', undefined, 11))).resolves.toBeUndefined();
    await expect(barred.admit(signedIn('ben', undefined, 5))).resolves.toBeUndefined();
  });
  it('is refused in every session from before they signed out of all, by the latest word', async () => {
    const twice = [at(20), at(10)].map((signedOutAt) => ({ subject: 'ann', signedOutAt }));
    const { barred } = barredBy({ signedOut: twice });
    await expect(barred.admit(signedIn('ann', 's1', 15))).rejects.toMatchObject({ status: 401 });
    await expect(barred.admit(signedIn('ann', 's2', 21))).resolves.toBeUndefined();
    await expect(barred.admit(signedIn('ann', 's2'))).rejects.toMatchObject({ status: 401 });
  });
  it('costs no question while the answer is young enough', async () => {
    const { barred, read } = barredBy({ left: [] }, hour);
    await Promise.all([barred.admit(caller('acme', 'a')), barred.admit(caller('acme', 'b'))]);
    await barred.admit(caller('acme', 'c'));
    expect(read).toHaveBeenCalledTimes(1);
  });
  it('is not let in where nobody knows', async () => {
    const barred = new BarredCallers({ read: () => Promise.reject(new Error('down')), oldestMs: hour });
    await expect(barred.admit(caller('acme', 'ann'))).rejects.toMatchObject({ status: 503 });
  });
});

describe('who may not act', () => {
  afterEach(() => void jest.useRealTimers());

  it('is read at every turn until told to stop, also after one that failed', async () => {
    jest.useFakeTimers();
    const warn = jest.fn();
    const { barred, read } = barredBy({ left: [] }, hour);
    read.mockRejectedValueOnce(new Error('down'));
    const stop = keepFresh(barred, 1000, { warn });
    await jest.advanceTimersByTimeAsync(2500);
    stop();
    await jest.advanceTimersByTimeAsync(5000);
    expect([read.mock.calls.length, warn.mock.calls.length]).toEqual([3, 1]);
  });
});
