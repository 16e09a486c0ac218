import { runOps } from '@telemachy/ops';
import { goalsService } from './goals.module.ts';

await runOps({ service: goalsService });
