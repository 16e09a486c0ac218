import { runOps } from '@telemachy/ops';
import { notificationService } from './notification.module.ts';

await runOps(notificationService);
