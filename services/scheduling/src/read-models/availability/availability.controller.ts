import { Controller, Get, Inject, Query } from '@nestjs/common';
import { LocalDate, WallTime } from '@telemachy/contracts';
import { Answer, Asked, notFound, OneQuery, Operation, WORDS, type Access, type Words } from '@telemachy/service-shell';
import { z } from 'zod';
import { KNOWN_AVAILABILITIES, type KnownAvailabilities } from '../../tokens.ts';
import { ownTimes } from './open-availability.ts';

const Window = z.object({ from: WallTime, to: WallTime });
const AvailabilityView = z
  .object({
    zone: z.string(),
    weekly: z.array(Window.extend({ day: z.int() })),
    overrides: z.record(LocalDate, z.array(Window)),
    version: z.int(),
  })
  .meta({ id: 'Availability' });

@Controller('v1/availability')
export class AvailabilityController {
  constructor(
    @Inject(KNOWN_AVAILABILITIES) private readonly availabilities: KnownAvailabilities,
    @Inject(WORDS) private readonly words: Words,
  ) {}

  @Get()
  @Operation('read-availability', { summary: "One's own availability", answer: AvailabilityView })
  async readAvailability(@Query({ schema: OneQuery }) { atLeast }: OneQuery, @Asked() access: Access): Promise<Answer> {
    const { tenant } = access.caller;
    await this.availabilities.atLeast(tenant, atLeast);
    const entry = await this.availabilities.peek(tenant, access.self);
    const availability = entry && (await ownTimes(this.words, access, entry));
    if (entry === undefined || availability === undefined) throw notFound();
    const { version } = entry;
    return new Answer(200, { ...availability, version }, { etag: `"${version}"` });
  }
}
