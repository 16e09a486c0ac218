import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startIssuer, type Issuer } from '@telemachy/testing';
import { SignJWT } from 'jose';
import { Problem } from '../http/problem.ts';
import { organizationIdentity } from '../identity.ts';
import { OrganizationRole, Tenant } from './caller.ts';
import { TokenVerifier } from './token-verifier.ts';

const identitySecret = 'a secret of at least thirty-two characters';
let issuer: Issuer;
let foreign: Issuer;
let verifier: TokenVerifier;
beforeAll(async () => {
  [issuer, foreign] = await Promise.all([startIssuer(), startIssuer()]);
  verifier = new TokenVerifier({ issuers: [{ url: issuer.url }], audience: 'telemachy', identitySecret });
});
afterAll(() => Promise.all([issuer.close(), foreign.close()]));

const verify = async (token: string | Promise<string>) => verifier.verify(`Bearer ${await token}`);
const refusal = async (token: string | Promise<string>): Promise<string> => {
  try {
    await verify(token);
  } catch (error) {
    if (error instanceof Problem) return `${error.status} ${error.message}`;
    throw error;
  }
  return 'accepted';
};
const unsecured = (claims: object): string =>
  [{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + '.';

describe('a token that holds', () => {
  it('names the caller by keyed hashes, and the roles that an organization has', async () => {
    const claims = { org: 'acme', email: 'Ann@example.org', employee_id: '4711', roles: ['coordinator', 'root'] };
    const caller = await verify(issuer.token(claims));
    const acme = organizationIdentity(identitySecret, 'acme');
    expect(caller).toMatchObject({ tenant: 'acme', roles: ['coordinator'] });
    expect(caller.signInKeys).toEqual([
      acme.signInKey({ kind: 'email', value: 'ann@example.org' }),
      acme.signInKey({ kind: 'employee', value: '4711' }),
    ]);
    expect(JSON.stringify({ ...caller, subject: '' })).not.toContain('nn@example');
  });
  it('says when it was issued', async () => {
    const { issuedAt } = await verify(issuer.token({ issuedIn: -100 }));
    expect(Math.abs(Date.now() - 100_000 - Number(issuedAt))).toBeLessThan(10_000);
  });
  it.each(['at+jwt', 'application/AT+JWT', 'JWT', ''])('is of type "%s"', async (type) =>
    expect((await verify(issuer.token({ type }))).tenant).toBe('acme'),
  );
  it('may say in its payload that it is for access, as some providers do', async () =>
    expect((await verify(issuer.token({ type: 'JWT', more: { typ: 'Bearer', token_use: 'access' } }))).tenant).toBe(
      'acme',
    ));
  it('may be issued half a minute ahead of our clock', async () =>
    expect((await verify(issuer.token({ issuedIn: 30 }))).tenant).toBe('acme'));
  it('may be a minute late', async () => expect((await verify(issuer.token({ expiresIn: -30 }))).tenant).toBe('acme'));
});

describe('the life of a token', () => {
  const strict = () =>
    new TokenVerifier({ issuers: [{ url: issuer.url }], audience: 'telemachy', identitySecret, longestSeconds: 300 });
  const heard = async (claims: Parameters<Issuer['token']>[0]) =>
    strict().verify(`Bearer ${await issuer.token(claims)}`);

  it('may be five minutes from its issue, and what clocks differ', async () => {
    await expect(heard({ expiresIn: 300 })).resolves.toMatchObject({ tenant: 'acme' });
    await expect(heard({ issuedIn: -30, expiresIn: 300 })).resolves.toMatchObject({ tenant: 'acme' });
  });
  it('is not longer, however little of it is left', async () => {
    await expect(heard({ expiresIn: 400 })).rejects.toMatchObject({
      status: 401,
      message: expect.stringMatching(/lives longer than 300 s/),
    });
    await expect(heard({ issuedIn: -3500, expiresIn: 100 })).rejects.toMatchObject({ status: 401 });
  });
});

describe('a token is refused', () => {
  it('when there is none', async () =>
    await expect(verifier.verify(undefined)).rejects.toMatchObject({ status: 401, word: 'token-missing' }));
  it('when it has expired', async () =>
    expect(await refusal(issuer.token({ expiresIn: -90 }))).toBe('401 It has expired.'));
  it('when it was issued in the future', async () =>
    expect(await refusal(issuer.token({ issuedIn: 90 }))).toContain('401 It was issued in the future'));
  it('when another key signed it', async () =>
    expect(await refusal(issuer.forged())).toBe('401 Its signature does not hold.'));
  it('when it is for somebody else', async () =>
    expect(await refusal(issuer.token({ aud: 'other' }))).toContain('401'));
  it('when its issuer is not ours', async () =>
    expect(await refusal(foreign.token())).toBe('401 Its issuer is not one of ours.'));
  it('when it borrows our issuer’s name', async () =>
    expect(await refusal(foreign.token({ iss: issuer.url }))).toContain('401'));
  it('when nobody signed it', async () =>
    expect(await refusal(unsecured({ iss: issuer.url, aud: 'telemachy', sub: 'x', org: 'acme', exp: 9e9 }))).toContain(
      '401',
    ));
  it('when it is signed with a shared secret', async () => {
    const shared = new SignJWT({ iss: issuer.url, aud: 'telemachy', sub: 'x', org: 'acme', exp: 9e9 })
      .setProtectedHeader({ alg: 'HS256', kid: 'test' })
      .sign(new TextEncoder().encode(identitySecret));
    expect(await refusal(shared)).toContain('401');
  });
  it('when its organization could not be part of a key', async () =>
    expect(await refusal(issuer.token({ org: 'acme|other' }))).toBe('401 Its claims do not fit: org.'));
  it.each(['id+jwt', 'logout+jwt', 'dpop+jwt', 'secevent+jwt'])('when its type is "%s"', async (type) =>
    expect(await refusal(issuer.token({ type }))).toBe('401 Its type is not that of an access token.'),
  );
  it.each([{ nonce: 'n' }, { at_hash: 'h' }, { c_hash: 'h' }])('when it is an ID token: %o', async (more) => {
    for (const type of ['JWT', ''])
      expect(await refusal(issuer.token({ type, more }))).toBe('401 It is an ID token: send the access token.');
  });
  it.each([{ typ: 'ID' }, { typ: 'Refresh' }, { token_use: 'id' }, { events: {} }])(
    'when it says that it is for something else: %o',
    async (more) => expect(await refusal(issuer.token({ type: 'JWT', more }))).toBe('401 It is no access token.'),
  );
  it('when it is no token at all', async () => expect(await refusal('x.y.z')).toContain('401'));
});

describe('an issuer that is bound to organizations', () => {
  it('speaks for these and no other', async () => {
    const [acme, beta] = [Tenant.parse('acme'), Tenant.parse('beta')];
    const bound = new TokenVerifier({
      issuers: [
        { url: issuer.url, organizations: [acme] },
        { url: foreign.url, organizations: [beta] },
      ],
      audience: 'telemachy',
      identitySecret,
    });
    const asked = async (token: Promise<string>) => bound.verify(`Bearer ${await token}`);
    await expect(asked(issuer.token())).resolves.toMatchObject({ tenant: 'acme' });
    await expect(asked(foreign.token({ org: 'beta' }))).resolves.toMatchObject({ tenant: 'beta' });
    const message = 'Its issuer does not speak for the organization it names.';
    await expect(asked(foreign.token({ org: 'acme' }))).rejects.toMatchObject({ status: 401, message });
    await expect(asked(issuer.token({ org: 'beta' }))).rejects.toMatchObject({ status: 401, message });
  });
});

describe('the roles of a token', () => {
  it.each(OrganizationRole.options)('may be %s', async (role) =>
    expect((await verify(issuer.token({ roles: [role] }))).roles).toEqual([role]),
  );
  it('are read letter by letter; a word that is none of ours gives nothing, and is no fault', async () => {
    const roles = ['Coordinator', 'root', 'offline_access', '', 'coordinators', 'auditor'];
    expect((await verify(issuer.token({ roles }))).roles).toEqual(['auditor']);
  });
  it('are none where the token names none', async () => expect((await verify(issuer.token())).roles).toEqual([]));
  it('make it refused where they are no list of texts', async () => {
    for (const roles of ['coordinator', [1], { coordinator: true }])
      expect(await refusal(issuer.token({ more: { roles } }))).toMatch(/^401 Its claims do not fit: roles/);
  });
});

describe('a token that comes again', () => {
  let rotating: Issuer;
  beforeEach(async () => {
    rotating = await startIssuer();
  });
  afterEach(() => {
    jest.useRealTimers();
    return rotating.close();
  });
  /** The clock alone; what the network waits for stays as it is. */
  const later = (seconds: number): void => {
    jest.useFakeTimers({
      now: Date.now() + seconds * 1000,
      doNotFake: [
        'setTimeout',
        'clearTimeout',
        'setImmediate',
        'clearImmediate',
        'setInterval',
        'clearInterval',
        'nextTick',
        'queueMicrotask',
        'performance',
        'hrtime',
      ],
    });
  };
  const known = async (from: Issuer, claims = {}) => {
    await verify(from.token());
    const token = await from.token(claims);
    return { token, caller: await verify(token) };
  };

  it('costs no second signature', async () => {
    const { token, caller } = await known(issuer);
    const signatures = jest.spyOn(globalThis.crypto.subtle, 'verify');
    expect(await verify(token)).toEqual(caller);
    expect(signatures).not.toHaveBeenCalled();
    await verify(issuer.token({ sub: 'another' }));
    expect(signatures).toHaveBeenCalledTimes(1);
    signatures.mockRestore();
  });
  it('is refused once it has expired, and no minute later', async () => {
    const { token } = await known(issuer, { expiresIn: 100 });
    later(150);
    expect(await refusal(token)).toBe('accepted');
    later(15);
    expect(await refusal(token)).toBe('401 It has expired.');
  });
  it('is refused with another signature', async () => {
    const { token } = await known(issuer);
    const [head, claims] = token.split('.');
    const [, , forged] = (await issuer.forged()).split('.');
    expect(await refusal([head, claims, forged].join('.'))).toBe('401 Its signature does not hold.');
  });
  it.each([
    ['when its key was given up, as soon as another one was heard of', 11, true],
    ['when its key was given up, ten minutes later at the latest', 601, false],
  ] as const)('is refused %s', async (_, seconds, newTokens) => {
    const own = new TokenVerifier({ issuers: [{ url: rotating.url }], audience: 'telemachy', identitySecret });
    const asked = async (token: string) => own.verify(`Bearer ${token}`);
    await asked(await rotating.token());
    const old = await rotating.token({ expiresIn: 3600 });
    await asked(old);
    await rotating.rotate();
    await expect(asked(old)).resolves.toMatchObject({ tenant: 'acme' });
    later(seconds);
    if (newTokens) await asked(await rotating.token());
    await expect(asked(old)).rejects.toMatchObject({ status: 401 });
  });
});

describe('an issuer that cannot be asked', () => {
  it('is an outage, not a fault of the token, and is asked again', async () => {
    const late = await startIssuer();
    const token = await late.token();
    await late.close();
    const patient = new TokenVerifier({ issuers: [{ url: late.url }], audience: 'telemachy', identitySecret });
    await expect(patient.verify(`Bearer ${token}`)).rejects.toMatchObject({ status: 503 });
  });
});
