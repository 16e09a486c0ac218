import { z } from 'zod';

/** A command that says all in its address: no body, or an empty object. */
export const NoBody = z.strictObject({}).nullish();
