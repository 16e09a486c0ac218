import { describe, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { contextOf, isSampled } from './trace-context.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('a traceparent', () => {
  it('is the remote parent of what follows', () => {
    expect(trace.getSpanContext(contextOf(`00-${traceId}-${spanId}-01`))).toMatchObject({
      traceId,
      spanId,
      traceFlags: 1,
      isRemote: true,
    });
  });

  it('that is missing, malformed or all zero begins a trace', () => {
    for (const unusable of [
      undefined,
      'x',
      `00-${'0'.repeat(32)}-${spanId}-01`,
      `00-${traceId}-${'0'.repeat(16)}-01`,
    ]) {
      expect(trace.getSpanContext(contextOf(unusable))).toBeUndefined();
    }
  });

  it('says whether its trace is kept, whatever the other flags', () => {
    expect(['00', '01', '02', '03'].map((flags) => isSampled(`00-${traceId}-${spanId}-${flags}`))).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(isSampled(undefined)).toBe(false);
  });
});
