import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startForTest, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { startIssuer, type Issuer } from '@telemachy/testing';
import { matchingService } from './matching.module.ts';
let issuer: Issuer;
let service: ServiceUnderTest;
beforeAll(async () => {
  issuer = await startIssuer();
}, 90_000);
afterAll(async () => {
  await issuer.close();
}, 30_000);
it.each([1, 2, 3, 4])(
  'ready %i',
  async () => {
    const t = performance.now();
    service = await startForTest(matchingService, { OIDC_ISSUERS: issuer.url });
    let last = '';
    for (;;) {
      const r = await service.as().get('/health/ready');
      const b = JSON.stringify(r.body).slice(0, 700);
      if (r.status === 200) break;
      if (b !== last) process.stderr.write(`${Math.round(performance.now() - t)} ${b}\n`);
      last = b;
      if (performance.now() - t > 100_000) break;
      await new Promise((res) => setTimeout(res, 500));
    }
    process.stderr.write(`ready ${Math.round(performance.now() - t)}\n`);
    await service.close();
    process.stderr.write(`closed ${Math.round(performance.now() - t)}\n`);
    expect(1).toBe(1);
  },
  240_000,
);
