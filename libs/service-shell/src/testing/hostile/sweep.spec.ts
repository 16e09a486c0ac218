import { describe, expect, it } from '@jest/globals';
import { Body, Controller, Post, Query, type Type } from '@nestjs/common';
import { z } from 'zod';
import { Tenant } from '../../access/caller.ts';
import { createEdge } from '../../edge.ts';
import { Operation } from '../../http/operation.ts';
import { Problem } from '../../http/problem.ts';
import { sweep } from './sweep.ts';

const Day = z.strictObject({ on: z.iso.date() });
const Loose = z.object({ on: z.string().max(40) });
const Filter = z.strictObject({ limit: z.coerce.number().int().min(1).max(9).default(1) });

@Controller('v1/days')
class CarefulController {
  @Post()
  @Operation('name-day', { summary: 'Takes nothing but a date', example: { on: '2027-03-01' } })
  name(
    @Body({ schema: Day }) { on }: z.infer<typeof Day>,
    @Query({ schema: Filter }) { limit }: z.infer<typeof Filter>,
  ) {
    return { on, limit };
  }
}
@Controller('v1/days')
class CarelessController {
  @Post('read')
  @Operation('read-day', {
    summary: 'Believes every text to be a time, and keys it does not know',
    example: { on: '2027-03-01' },
  })
  read(@Body({ schema: Loose }) { on }: z.infer<typeof Loose>) {
    return { at: new Date(on).toISOString() };
  }
}
const Cryptic = z.strictObject({ on: z.string().regex(/^\d{4}-\d\d-\d\d$/) });
@Controller('v1/days')
class CrypticController {
  @Post('spell')
  @Operation('spell-day', { summary: 'Tells in its own notation what it expects', example: { on: '2027-03-01' } })
  spell(@Body({ schema: Cryptic }) { on }: z.infer<typeof Cryptic>) {
    return { on };
  }
}
@Controller('v1/days')
class CurtController {
  @Post('guess')
  @Operation('guess-day', { summary: 'Refuses without a word', example: { on: '2027-03-01' } })
  guess(@Body({ schema: z.unknown() }) body: unknown) {
    if (!Day.safeParse(body).success) throw new Problem(400, 'invalid-request', 'No.');
    return {};
  }
}

const swept = async (controller: Type, operation: string): Promise<readonly string[]> => {
  const app = await createEdge({
    service: 'days',
    policy: { [operation]: 'signed-in' },
    controllers: [controller],
    providers: [],
    verifier: {
      verify: async () => ({
        tenant: Tenant.parse('acme'),
        subject: 's',
        actor: 'a',
        signInKeys: [],
        roles: [],
        fingerprint: (content: string) => `keyed ${content}`,
      }),
    },
    people: { personOf: async () => undefined },
  });
  try {
    await app.listen(0, '127.0.0.1');
    const prepare = { [operation]: (example: object | undefined) => ({ body: example ?? {} }) };
    const { faults } = await sweep({ controllers: [controller], prepare, url: await app.getUrl(), token: 'x' });
    return faults;
  } finally {
    await app.close();
  }
};

/** Hundreds of requests, on a machine that does other things beside. */
const inTime = 60_000;

describe('a sweep of hostile requests', () => {
  it(
    'finds nothing in a route that refuses by the field',
    async () => expect(await swept(CarefulController, 'name-day')).toEqual([]),
    inTime,
  );

  it(
    'finds what is our own fault, and what is taken though nobody knows it',
    async () => {
      const faults = await swept(CarelessController, 'read-day');
      expect(faults).toContainEqual(expect.stringMatching(/^POST \/v1\/days\/read on: .*25:00.* → 500/));
      expect(faults).toContainEqual('POST /v1/days/read surplus: an unknown key → 200 instead of 400');
    },
    inTime,
  );

  it(
    'finds a refusal that names no field',
    async () =>
      expect(await swept(CurtController, 'guess-day')).toContainEqual(
        expect.stringMatching(/on: missing → 400 that does not name the field/),
      ),
    inTime,
  );

  it(
    'finds a refusal that a caller cannot read',
    async () => {
      const faults = await swept(CrypticController, 'spell-day');
      expect(faults.join('\n')).toContain('400 that does not say what was expected');
    },
    inTime,
  );

  it('finds a route that nobody has prepared', async () =>
    expect(
      await sweep({ controllers: [CarefulController], prepare: {}, url: 'http://127.0.0.1:9', token: 'x' }),
    ).toEqual({
      sent: 0,
      faults: ['name-day takes no part: say how it is prepared'],
    }));
});
