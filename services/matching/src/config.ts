import { ShellConfig } from '@telemachy/service-shell';
import { z } from 'zod';

export const MatchingConfig = ShellConfig.extend({
  /** Client ids, with commas between, of whose logouts providers tell this service; without any no logout is heard. */
  TELEMACHY_LOGOUT_CLIENTS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((item) => item.trim() || [])),
});
export type MatchingConfig = z.infer<typeof MatchingConfig>;
