import { ShellConfig, WebAddress } from '@telemachy/service-shell';
import { z } from 'zod';

/** What notification reads from its environment besides what every service does. */
export const NotificationConfig = ShellConfig.extend({
  /** `smtp://` or `smtps://`, with user and password where the server asks for them. */
  TELEMACHY_SMTP_URL: z.string().regex(/^smtps?:\/\//, 'expected smtp://… or smtps://…'),
  /** Sender of every mail: `Name <address>` or an address. */
  TELEMACHY_MAIL_FROM: z.string().regex(/^[^\r\n]*@[^\r\n]+$/, 'expected Name <address>'),
  /** Address of the web portal that links in mails lead to. Where there is none, mails name the resource of the API instead. */
  TELEMACHY_PORTAL_URL: WebAddress.optional(),
});
export type NotificationConfig = z.infer<typeof NotificationConfig>;
