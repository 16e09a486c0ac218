import { Body, Controller, Inject, Param, Put } from '@nestjs/common';
import { LocalDate } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { AVAILABILITIES, type Availabilities } from '../../tokens.ts';
import { ownAvailability, Version } from '../own-availability.ts';
import { Windows } from '../window-schemas.ts';

const SetOverride = z.strictObject({ windows: Windows }).meta({ id: 'SetOverride' });
type SetOverride = z.infer<typeof SetOverride>;

@Controller('v1/availability/overrides')
export class SetOverrideController {
  constructor(@Inject(AVAILABILITIES) private readonly availabilities: Availabilities) {}

  @Put(':date')
  @Operation('set-override', {
    summary: 'Say when one can meet on one date, instead of the weekly windows; no window: not at all',
    answer: Version.extend({ date: LocalDate, windows: Windows }),
    refusals: ['availability-not-set'],
    example: { windows: [{ from: '08:00', to: '10:00' }] },
  })
  async setOverride(
    @Param('date', { schema: LocalDate }) date: string,
    @Body({ schema: SetOverride }) { windows }: SetOverride,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const personId = context.access.self;
    const command = { type: 'set-override', personId, date, windows, at: context.at } as const;
    return ownAvailability(await this.availabilities.perform(context, { id: personId, command }), { date, windows });
  }
}
