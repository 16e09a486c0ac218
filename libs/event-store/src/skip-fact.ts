import { isSkipMark, skipMarkFor } from '@telemachy/contracts';
import type { Fact } from '@telemachy/kernel';
import { randomUUID } from 'node:crypto';
import { bodyHashOf } from './identity.ts';
import type { AppendOptions, RawFact, SkipRequest } from './port.ts';

/** The mark that takes a fact out of account. */
export const skipMark = ({ id, type, version }: RawFact, { reason, by }: SkipRequest, now: Date): Fact => ({
  type: isSkipMark(type) ? type : skipMarkFor(type),
  data: { factId: id, type, version, reason: reason.trim(), by, skippedAt: now.toISOString() },
});

/** Asking again meets the mark itself, so the command needs no identity that lasts. */
export const skipCommand = ({ by, stream, version }: SkipRequest): AppendOptions => ({
  command: { id: randomUUID(), bodyHash: bodyHashOf({ stream, version }) },
  meta: { correlationId: randomUUID(), actor: by },
});
