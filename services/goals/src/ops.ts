import { runOps } from '@telemachy/ops';
import { goalsService } from './goals.module.ts';
import { closeGoals } from './processes/close-goals/close-goals.process.ts';

await runOps({ service: goalsService, processes: [closeGoals] });
