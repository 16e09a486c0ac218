import type { z } from 'zod';
import { timerFacts } from '@telemachy/contracts';

const { TimerFired } = timerFacts('notification');
export type TimerFired = z.infer<typeof TimerFired>;
