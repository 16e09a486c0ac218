import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { bodyHashOf, commandIdFrom, createdIdFrom, identityOfReaction } from './identity.ts';
import { uuidV5 } from './uuid.ts';

const origin = { tenant: 'acme', caller: 'a-1', route: 'POST /v1/goals', idempotencyKey: 'k-1' };

describe('The identity of a command', () => {
  it('is a UUID, the same for the same key and for nobody else', () => {
    const id = commandIdFrom(origin);
    expect(z.uuid().safeParse(id).success).toBe(true);
    expect(commandIdFrom({ ...origin })).toBe(id);
    const others = [
      { ...origin, tenant: 'other' },
      { ...origin, caller: 'a-2' },
      { ...origin, route: 'POST /v1/goals/1/adjust' },
      { ...origin, idempotencyKey: 'k-2' },
      { ...origin, tenant: 'acme","a-1', caller: '' },
    ].map(commandIdFrom);
    expect(new Set([id, ...others]).size).toBe(6);
  });

  it('gives each thing it makes an id of its own', () => {
    const id = commandIdFrom(origin);
    expect(createdIdFrom(id, 'goal')).toBe(createdIdFrom(id, 'goal'));
    expect(createdIdFrom(id, 'goal')).not.toBe(createdIdFrom(id, 'step'));
    expect(z.uuid({ version: 'v5' }).safeParse(createdIdFrom(id, 'goal')).success).toBe(true);
  });

  it('does not depend on the order of keys in the body, but on every value', () => {
    expect(bodyHashOf({ a: 1, b: [1, { c: null }] })).toBe(bodyHashOf({ b: [1, { c: null }], a: 1 }));
    expect(bodyHashOf({ a: 1 })).not.toBe(bodyHashOf({ a: '1' }));
    expect(bodyHashOf(undefined)).toBe(bodyHashOf(null));
    // RFC 8785 of this body is {"a":1e+30}.
    expect(bodyHashOf({ a: 1e30 })).toBe('13f5594124c542d1d3091a0e228882d3409631813988bbd5ef6ad05824cef6b3');
  });

  it('of a reaction is the same for each delivery of the fact', () => {
    const fact = '0199a1b2-0000-5000-8000-000000000001';
    expect(identityOfReaction('start-goals', fact, 0)).toEqual(identityOfReaction('start-goals', fact, 0));
    const ids = [
      identityOfReaction('start-goals', fact, 0),
      identityOfReaction('start-goals', fact, 1),
      identityOfReaction('stop-goals', fact, 0),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    expect(z.uuid().safeParse(ids[0]).success).toBe(true);
  });

  it('makes the UUID v5 of the example in RFC 9562', () => {
    expect(uuidV5('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });
});
