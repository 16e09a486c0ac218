import { Controller, Delete, Inject, Param } from '@nestjs/common';
import { LocalDate } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { AVAILABILITIES, type Availabilities } from '../../tokens.ts';
import { ownAvailability, Version } from '../own-availability.ts';

@Controller('v1/availability/overrides')
export class ClearOverrideController {
  constructor(@Inject(AVAILABILITIES) private readonly availabilities: Availabilities) {}

  @Delete(':date')
  @Operation('clear-override', {
    summary: 'Let the weekly windows count on this date again',
    answer: Version.extend({ date: LocalDate }),
  })
  async clearOverride(
    @Param('date', { schema: LocalDate }) date: string,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const personId = context.access.self;
    const command = { type: 'clear-override', personId, date, at: context.at } as const;
    return ownAvailability(await this.availabilities.perform(context, { id: personId, command }), { date });
  }
}
