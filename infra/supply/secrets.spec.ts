import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hashOf, secretsIn, unexplained } from './secrets.ts';

// Each is put together here, so that this file holds none.
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const random = (length: number): string => [...randomBytes(length)].map((byte) => alphabet[byte % 32]).join('');
const word = ['se', 'cret'].join('');

describe('a text with a secret', () => {
  it.each([
    ['private key', `-----BEGIN EC ${'PRIVATE'} KEY-----\n${random(64)}`],
    ['key of a cloud (AWS)', `id = AKIA${random(16)}`],
    ['key of a cloud (Google)', `AIza${random(35)}`],
    ['token of GitHub', `ghp_${random(36)}`],
    ['token of GitLab', `glpat-${random(20)}`],
    ['token of npm', `//registry/:_authToken=npm_${random(36)}`],
    ['token of PyPI', `pypi-AgEIcHlwaS5vcmc${random(60)}`],
    ['token of Slack', `xoxb-${random(24)}`],
    ['key of Stripe', `sk_live_${random(24)}`],
    ['signed token (JWT)', `Bearer eyJ${random(20)}.eyJ${random(40)}.${random(43)}`],
    ['address with a password', `mongodb://app:${random(12)}@db.example/app`],
    ['value of a secret name', `${word}: '${randomBytes(24).toString('base64url')}0a'`],
  ])('is found by its form: %s', (rule, text) => {
    expect(secretsIn(`one\ntwo\n${text}\n`)).toMatchObject([{ rule, line: 3 }]);
  });

  it('is told by line, rule and hash, never as it is', () => {
    const secret = `ghp_${random(36)}`;
    expect(secretsIn(secret)).toEqual([{ rule: 'token of GitHub', line: 1, hash: hashOf(secret) }]);
    expect(JSON.stringify(secretsIn(secret))).not.toContain(secret);
  });

  it('is left out once its hash has a reason, and only it', () => {
    const [one, other] = [`ghp_${random(36)}`, `ghp_${random(36)}`];
    const found = secretsIn(`${one}\n${other}`);
    expect(unexplained(found, { [hashOf(one)]: 'made up' })).toEqual([found[1]]);
  });
});

describe('a text without one', () => {
  it.each([
    `const ${word} = process.env['TELEMACHY_IDENTITY_SECRET']`,
    `${word}: 'a sentence of words is no such thing'`,
    `${word}: 'aaaaaaaaaaaaaaaaaaaaaaaa1111'`,
    `${word}: 'words-of-a-person-without-a-digit'`,
    'mongodb://127.0.0.1:27017/?replicaSet=telemachy',
    'smtp://user:${PASSWORD}@mail.example',
    'sha256:f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
    'the header starts with eyJ',
  ])('is left in peace: %s', (text) => expect(secretsIn(text)).toEqual([]));
});
