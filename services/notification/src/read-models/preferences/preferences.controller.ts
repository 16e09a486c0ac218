import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Asked, OneQuery, Operation, READ_MODELS } from '@telemachy/service-shell';
import type { Access, ReadModel, ReadModels } from '@telemachy/service-shell';
import { z } from 'zod';
import { preferences } from './preferences.projection.ts';
import type { StoredPreferences } from './preferences.projection.ts';
import { allSettings, Setting } from './setting.ts';

const Settings = z.object({ items: z.array(Setting) });

@Controller('v1/preferences')
export class PreferencesController {
  readonly #preferences: ReadModel<StoredPreferences>;
  constructor(@Inject(READ_MODELS) readModels: ReadModels) {
    this.#preferences = readModels.of(preferences);
  }

  @Get()
  @Operation('read-preferences', {
    summary: 'Which topics reach oneself by which channel',
    answer: Settings,
  })
  async preferences(
    @Asked() access: Access,
    @Query({ schema: OneQuery }) { atLeast }: OneQuery,
  ): Promise<{ items: readonly Setting[] }> {
    const { tenant } = access.caller;
    await this.#preferences.atLeast(tenant, atLeast);
    const stored = await this.#preferences.peek(tenant, access.self);
    return { items: allSettings(stored?.chosen ?? {}) };
  }
}
