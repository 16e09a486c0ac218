import { runOps } from '@telemachy/ops';
import { closeMeetings } from './processes/close-meetings/close-meetings.process.ts';
import { schedulingService } from './scheduling.module.ts';

await runOps({ service: schedulingService, processes: [closeMeetings] });
