import { z } from 'zod';

/** What somebody says who closes a goal. */
export const LookBack = {
  reflection: z
    .string()
    .trim()
    .max(2000)
    .describe("One's own look back; nobody else reads it unless it is shared; may be empty"),
  shared: z.boolean().default(false).describe('The partner may read the reflection too'),
};
