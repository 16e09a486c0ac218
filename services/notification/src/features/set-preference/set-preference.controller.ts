import { Body, Controller, Inject, Param, Put } from '@nestjs/common';
import { PersonId } from '@telemachy/contracts';
import { Channel, Topic } from '@telemachy/contracts/notification';
import { Answer, Commanded, Operation } from '@telemachy/service-shell';
import type { CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { Setting, settingOf } from '../../read-models/preferences/setting.ts';
import type { PreferenceStreams } from '../../streams.ts';
import { PREFERENCES } from '../../tokens.ts';

const Wanted = z.strictObject({ wanted: z.boolean() });
type Wanted = z.infer<typeof Wanted>;

@Controller('v1/preferences')
export class SetPreferenceController {
  readonly #preferences: PreferenceStreams;
  constructor(@Inject(PREFERENCES) preferences: PreferenceStreams) {
    this.#preferences = preferences;
  }

  @Put(':topic/:channel')
  @Operation('set-preference', {
    summary: 'Chooses whether messages of a topic reach oneself by a channel',
    answer: Setting.extend({ id: PersonId, version: z.int() }),
    example: { wanted: false },
    refusals: ['setting-always-on'],
  })
  async setPreference(
    @Param('topic', { schema: Topic }) topic: Topic,
    @Param('channel', { schema: Channel }) channel: Channel,
    @Body({ schema: Wanted }) { wanted }: Wanted,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const personId = context.access.self;
    const { status, body, headers } = await this.#preferences.perform(context, {
      id: personId,
      command: { type: 'set-preference', personId, topic, channel, wanted, at: context.at },
      answer: (_, after) => settingOf(after, topic, channel),
    });
    // A person's settings are read at one address, without an id.
    const location = (headers['location'] ?? '').replace(`/${personId}`, '');
    return new Answer(status, body, { ...headers, location });
  }
}
