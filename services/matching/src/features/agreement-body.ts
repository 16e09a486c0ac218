import { Line, Words } from '@telemachy/contracts';
import { z } from 'zod';

const words = Words.max(2000);

/** What an agreement says in words. */
export const TermsBody = {
  purpose: words,
  scopeIn: words.describe('What it is about'),
  scopeOut: words.describe('What it is not about'),
  medium: Line.max(200),
  boundaries: words,
  confidentiality: words,
};

/** How long and how often. */
export const AgreementBody = {
  lengthWeeks: z.int().min(1).max(520),
  cadence: Line.min(1).max(200),
};
