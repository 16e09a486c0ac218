import { runOps } from '@telemachy/ops';
import { matchingService } from './matching.module.ts';
import { matchingProcesses } from './processes/all.ts';

await runOps({ service: matchingService, processes: matchingProcesses });
