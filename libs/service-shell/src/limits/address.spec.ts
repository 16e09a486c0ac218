import { describe, expect, it } from '@jest/globals';
import { networkOf } from './address.ts';

describe('who counts as one address', () => {
  it.each([
    ['an IPv4 address', '192.0.2.7', '192.0.2.7'],
    ['one that is written as IPv6', '::ffff:192.0.2.7', '192.0.2.7'],
    ['the first half of an IPv6 address', '2001:db8:0:12:a:b:c:d', '2001:db8:0:12'],
    ['the same, shortened', '2001:db8::1', '2001:db8:0:0'],
    ['this machine', '::1', '0:0:0:0'],
  ])('is %s', (_, address, network) => expect(networkOf(address)).toBe(network));
  it('is the same for all that one network may call itself', () =>
    expect(networkOf('2001:0db8::12:1')).toBe(networkOf('2001:db8:0:0:ffff::2')));
});
