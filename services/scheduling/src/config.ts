import { ShellConfig, WebAddress } from '@telemachy/service-shell';
import { z } from 'zod';
import { defaultRules } from './domain/meeting-rules.ts';

export const SchedulingConfig = ShellConfig.extend({
  /** Where people and their calendar programs reach this service: the beginning of feed addresses. */
  TELEMACHY_PUBLIC_URL: WebAddress,
  /** Address of the web portal that meetings in feeds lead to. Where there is none, they have no link. */
  TELEMACHY_PORTAL_URL: WebAddress.optional(),
  /** Least elapsed time between booking and start. */
  TELEMACHY_MEETING_NOTICE_MINUTES: z.coerce.number().int().min(0).max(10_080).default(defaultRules.noticeMinutes),
});
export type SchedulingConfig = z.infer<typeof SchedulingConfig>;
