import { startService } from '@telemachy/service-shell';
import { schedulingService } from './scheduling.module.ts';

await startService(schedulingService);
