import { startService } from '@telemachy/service-shell';
import { notificationService } from './notification.module.ts';

await startService(notificationService);
