import { startService } from '@telemachy/service-shell';
import { matchingService } from './matching.module.ts';

await startService(matchingService);
