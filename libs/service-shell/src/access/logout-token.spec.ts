import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startIssuer, type Issuer } from '@telemachy/testing';
import { SignJWT } from 'jose';
import { installationIdentity } from '../identity.ts';
import { Problem } from '../http/problem.ts';
import { LogoutTokens } from './logout-token.ts';

const identitySecret = 'a secret of at least thirty-two characters';
const event = 'http://schemas.openid.net/event/backchannel-logout';
let issuer: Issuer;
let foreign: Issuer;
let tokens: LogoutTokens;
beforeAll(async () => {
  [issuer, foreign] = await Promise.all([startIssuer(), startIssuer()]);
  tokens = new LogoutTokens({ issuers: [{ url: issuer.url }], clients: ['portal'], identitySecret });
});
afterAll(() => Promise.all([issuer.close(), foreign.close()]));

const sub = 'ann';
const refusal = async (token: string | Promise<string>, by = tokens): Promise<string> => {
  try {
    await by.read(await token);
  } catch (error) {
    if (error instanceof Problem) return `${error.status} ${String(error.members['error_description'])}`;
    throw error;
  }
  return 'taken';
};

describe('a logout token that holds', () => {
  it('says in keyed hashes who signed out, of which session and when', async () => {
    const iat = Math.floor(Date.now() / 1000) - 30;
    const said = await tokens.read(await issuer.logoutToken({ sub, sid: 's1', jti: 'j', iat }));
    const signIns = installationIdentity(identitySecret);
    expect(said).toEqual({
      signOutId: signIns.signOut(issuer.url, 'j'),
      session: signIns.session(issuer.url, 's1'),
      subject: signIns.subject(issuer.url, sub),
      signedOutAt: new Date(iat * 1000).toISOString(),
    });
  });
  it('names a subject or a session', async () => {
    expect(await tokens.read(await issuer.logoutToken({ sub }))).not.toHaveProperty('session');
    expect(await tokens.read(await issuer.logoutToken({ sid: 's1' }))).not.toHaveProperty('subject');
  });
  it.each(['logout+jwt', 'application/logout+JWT', 'JWT', undefined])('is of type %s', async (typ) =>
    expect(await refusal(issuer.logoutToken({ sub }, { typ }))).toBe('taken'),
  );
  it('is known by issuer and id, so that two never count as one', async () => {
    const ids = await Promise.all(
      ['j1', 'j2', 'j1'].map(async (jti) => (await tokens.read(await issuer.logoutToken({ sub, jti }))).signOutId),
    );
    expect(new Set(ids).size).toBe(2);
  });
});

describe('a logout token is refused', () => {
  const late = Math.floor(Date.now() / 1000);
  it.each([
    ['for another client', { aud: 'telemachy' }, '400 its claim "aud" does not hold'],
    ['without an audience', { aud: undefined }, '400 its claim "aud" does not hold'],
    ['that has expired', { exp: late - 90 }, '400 it has expired'],
    ['that never expires', { exp: undefined }, '400 its claim "exp" does not hold'],
    ['without a time of issue', { iat: undefined }, '400 its claim "iat" does not hold'],
    ['from the future', { iat: late + 120, exp: late + 240 }, '400 it was issued in the future'],
    ['without an id', { jti: undefined }, '400 its claim "jti" does not hold'],
    ['with a nonce', { nonce: 'n' }, '400 "nonce" must not be there'],
    ['about nobody', { sub: undefined }, '400 "sub" or "sid" is needed'],
    ['without events', { events: undefined }, '400 its claim "events" does not hold'],
  ])('%s', async (_, claims, why) => expect(await refusal(issuer.logoutToken({ sub, ...claims }))).toBe(why));
  it.each([{}, { 'urn:other': {} }, { [event]: 'yes' }, [event]])('whose events are %j', async (...events) =>
    expect(await refusal(issuer.logoutToken({ sub, events: events[0] }))).toMatch(/^400 "events/),
  );
  it.each(['at+jwt', 'secevent+jwt', 'id+jwt'])('of type %s', async (typ) =>
    expect(await refusal(issuer.logoutToken({ sub }, { typ }))).toBe('400 its type is not logout+jwt'),
  );
  it('of another issuer, also in the name of ours', async () => {
    expect(await refusal(foreign.logoutToken({ sub }))).toBe('400 its issuer is not one of ours');
    expect(await refusal(foreign.logoutToken({ sub, iss: issuer.url }))).toBe('400 its signature does not hold');
  });
  it('that is signed by nobody, or by a shared secret', async () => {
    const claims = {
      iss: issuer.url,
      aud: 'portal',
      sub,
      iat: late,
      exp: late + 60,
      jti: 'j',
      events: { [event]: {} },
    };
    const [, payload] = (await issuer.logoutToken({ sub })).split('.');
    const none = Buffer.from('{"alg":"none","typ":"logout+jwt"}').toString('base64url');
    const shared = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'test' })
      .sign(new TextEncoder().encode(identitySecret));
    for (const token of [`${none}.${payload}.`, shared]) expect(await refusal(token)).toMatch(/^400 its signature/);
    expect(await refusal('words')).toBe('400 it is not a JSON web token');
  });
  it('where no client is named', async () =>
    expect(
      await refusal(
        issuer.logoutToken({ sub }),
        new LogoutTokens({ issuers: [{ url: issuer.url }], clients: [], identitySecret }),
      ),
    ).toBe('400 no client of ours hears of logouts'));
  it('with 503 while its issuer cannot be asked', async () => {
    const gone = await startIssuer();
    const token = await gone.logoutToken({ sub });
    await gone.close();
    const by = new LogoutTokens({ issuers: [{ url: gone.url }], clients: ['portal'], identitySecret });
    await expect(by.read(token)).rejects.toMatchObject({ status: 503 });
  });
});
