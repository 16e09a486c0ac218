import { ImportRequested, ImportRowsAccepted } from '@telemachy/contracts/matching';
import { z } from 'zod';
import type { Import } from './import.ts';

const requested = ImportRequested.shape.data.omit({ requestedAt: true });
const { lastRow, nextByte, counts } = ImportRowsAccepted.shape.data.shape;

/** The shape of an import's state: a long file is taken in from a snapshot on. */
export const ImportState: z.ZodType<Import> = z.discriminatedUnion('status', [
  z.object({ status: z.literal('none') }),
  z.object({ ...requested.shape, status: z.enum(['running', 'completed', 'failed']), lastRow, nextByte, counts }),
]);
