import { startService } from '@telemachy/service-shell';
import { notification } from './definition.ts';

await startService(notification);
