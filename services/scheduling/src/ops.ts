import { runOps } from '@telemachy/ops';
import { schedulingService } from './scheduling.module.ts';

await runOps(schedulingService);
