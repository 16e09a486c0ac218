import { runOps } from '@telemachy/ops';
import { notificationService } from './notification.module.ts';
import { notificationProcesses } from './processes/all.ts';

await runOps({ service: notificationService, processes: notificationProcesses });
