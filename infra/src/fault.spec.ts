import { describe, expect, it } from '@jest/globals';
import { faultOf } from './fault.ts';

describe('a failure in words', () => {
  it('says what failed and, below, why', () => {
    const fault = new Error('Kafka does not answer', { cause: new Error('timeout', { cause: new Error('refused') }) });
    expect(faultOf(fault)).toBe('Kafka does not answer\n  because: timeout\n    because: refused');
  });

  it('says the same words once', () => {
    expect(faultOf(new Error('refused', { cause: new Error('refused') }))).toBe('refused');
  });

  it('says whatever else was thrown', () => {
    expect(faultOf('no')).toBe('no');
  });
});
