import { z } from 'zod';

/** Points of one criterion out of the most it could give; sensitive ones are never among them. `label` is what people read. */
export const ScorePart = z.object({ criterion: z.string(), label: z.string(), points: z.int(), of: z.int() });
export type ScorePart = z.infer<typeof ScorePart>;
