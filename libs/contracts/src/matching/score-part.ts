import { z } from 'zod';

/** Points of one criterion; sensitive criteria come merged as `other-wishes` or not at all. `label` is what people read. */
export const ScorePart = z.object({ criterion: z.string(), label: z.string(), points: z.int() });
export type ScorePart = z.infer<typeof ScorePart>;
