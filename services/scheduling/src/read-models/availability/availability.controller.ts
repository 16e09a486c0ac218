import { Controller, Get, Inject, Query } from '@nestjs/common';
import { LocalDate, WallTime } from '@telemachy/contracts';
import { Answer, Asked, notFound, OneQuery, Operation, type Access } from '@telemachy/service-shell';
import { z } from 'zod';
import { KNOWN_AVAILABILITIES, type KnownAvailabilities } from '../../tokens.ts';

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
  constructor(@Inject(KNOWN_AVAILABILITIES) private readonly availabilities: KnownAvailabilities) {}

  @Get()
  @Operation('read-availability', { summary: "One's own availability", answer: AvailabilityView })
  async readAvailability(@Query({ schema: OneQuery }) { atLeast }: OneQuery, @Asked() access: Access): Promise<Answer> {
    const { tenant } = access.caller;
    await this.availabilities.atLeast(tenant, atLeast);
    const availability = await this.availabilities.peek(tenant, access.self);
    if (availability === undefined) throw notFound();
    return new Answer(200, availability, { etag: `"${availability.version}"` });
  }
}
