import { describe, expect, it } from '@jest/globals';
import { fits } from './fits.ts';

const document = {
  tenant: 'acme',
  people: ['a', 'b'],
  status: 'open',
  parts: { mentor: { capacity: 1 } },
  at: '2027-03-01',
};

describe('a document in memory', () => {
  it.each([
    [{}, true],
    [{ tenant: 'acme', people: 'b' }, true],
    [{ people: 'c' }, false],
    [{ status: { $in: ['open', 'over'] } }, true],
    [{ status: { $in: [] } }, false],
    [{ 'parts.mentor': { $exists: true }, 'parts.mentee': { $exists: false } }, true],
    [{ 'parts.mentee': { $exists: true } }, false],
    [{ at: { $gte: '2027-03-01', $lt: '2027-03-02' } }, true],
    [{ at: { $gt: '2027-03-01' } }, false],
    [{ at: { $lt: '2027-03-01' } }, false],
    [{ $or: [{ status: 'over' }, { people: 'a' }] }, true],
    [{ status: 'open', $or: [{ status: 'over' }] }, false],
  ])('fits %j: %s', (where, expected) => expect(fits(document, where)).toBe(expected));
  it('is asked nothing that is not understood', () =>
    expect(() => fits(document, { status: { $ne: 'open' } })).toThrow('do not know $ne'));
});
