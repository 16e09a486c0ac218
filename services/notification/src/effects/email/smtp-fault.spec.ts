import { describe, expect, it } from '@jest/globals';
import { faultOf } from './smtp-fault.ts';

describe('a mail that could not be delivered', () => {
  it('is tried again when the server asks for patience', () =>
    expect(faultOf({ code: 'EENVELOPE', responseCode: 451, command: 'RCPT TO' })).toEqual({
      kind: 'later',
      code: 'smtp-451',
    }));

  it('is given up when the server will not take it', () =>
    expect(faultOf({ code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' })).toEqual({
      kind: 'never',
      code: 'smtp-550',
    }));

  it('is given up when its address is none', () =>
    expect(faultOf({ code: 'EENVELOPE', command: 'API' })).toEqual({ kind: 'never', code: 'eenvelope' }));

  it.each([
    { code: 'ESOCKET', command: 'CONN' },
    { code: 'EPROTOCOL', responseCode: 554, command: 'CONN' },
    { code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN' },
    { code: 'ETIMEDOUT', command: 'CONN' },
    {},
  ])('blames nobody yet for %j', (error) => expect(faultOf(error).kind).toBe('unclear'));
});
