import { Body, Controller, Inject, Put } from '@nestjs/common';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { AVAILABILITIES, type Availabilities } from '../../tokens.ts';
import { ownAvailability, Version } from '../own-availability.ts';
import { PlaceZone, WeeklyWindows } from '../window-schemas.ts';

const SetAvailability = z.strictObject({ zone: PlaceZone, weekly: WeeklyWindows }).meta({ id: 'SetAvailability' });
type SetAvailability = z.infer<typeof SetAvailability>;

@Controller('v1/availability')
export class SetAvailabilityController {
  constructor(@Inject(AVAILABILITIES) private readonly availabilities: Availabilities) {}

  @Put()
  @Operation('set-availability', {
    summary: 'Say when one can meet: weekly windows in the wall time of a zone',
    answer: Version.extend({ zone: z.string(), weekly: WeeklyWindows }),
    example: {
      zone: 'Europe/Berlin',
      weekly: [
        { day: 1, from: '09:00', to: '12:00' },
        { day: 3, from: '13:00', to: '17:30' },
      ],
    },
  })
  async setAvailability(
    @Body({ schema: SetAvailability }) body: SetAvailability,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const personId = context.access.self;
    const command = { type: 'set-availability', personId, ...body, at: context.at } as const;
    return ownAvailability(await this.availabilities.perform(context, { id: personId, command }), body);
  }
}
