import { runOps } from '@telemachy/ops';
import { matchingService } from './matching.module.ts';

await runOps(matchingService);
