import { ShellConfig } from '@telemachy/service-shell';
import { z } from 'zod';

/** What notification reads from its environment besides what every service does. */
export const NotificationConfig = ShellConfig.extend({
  /** `smtp://` or `smtps://`, with user and password where the server asks for them. */
  TELEMACHY_SMTP_URL: z.string().regex(/^smtps?:\/\//, 'expected smtp://… or smtps://…'),
  /** Sender of every mail: `Name <address>` or an address. */
  TELEMACHY_MAIL_FROM: z.string().regex(/^[^\r\n]*@[^\r\n]+$/, 'expected Name <address>'),
  /** Address of the application that links in mails lead to. */
  TELEMACHY_LINK_BASE: z
    .url({ protocol: /^https?$/ })
    .default('http://127.0.0.1:4100')
    .transform((url) => url.replace(/\/+$/, '')),
});
export type NotificationConfig = z.infer<typeof NotificationConfig>;
