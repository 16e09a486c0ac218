import { startService } from '@telemachy/service-shell';
import { goalsService } from './goals.module.ts';

await startService(goalsService);
