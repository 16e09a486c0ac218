import { reasonTexts } from '../../domain/decision.ts';
import type { Step } from '../messages/messages.projection.ts';

const codeTexts: Readonly<Record<string, string>> = {
  'no-address': 'No e-mail address is known.',
  'recipient-unknown': 'Who the recipient is was not known here yet.',
};

const codeText = (code: string | undefined): string => {
  if (code === undefined) return '';
  const known = codeTexts[code];
  if (known !== undefined) return known;
  const reply = /^smtp-(\d{3})$/.exec(code)?.[1];
  return reply === undefined ? 'The mail server broke off.' : `The mail server answered ${reply}.`;
};

/** A reason's code as a sentence; one of a newer version says that much. */
export const reasonText = (code: string): string =>
  Object.hasOwn(reasonTexts, code) ? reasonTexts[code as keyof typeof reasonTexts] : `Rule: ${code}.`;

/** What happened, for the person it happened to. */
export const stepText = ({ state, code, attempt }: Step): string => {
  switch (state) {
    case 'decided':
      return 'It was decided.';
    case 'sent':
      return 'The mail server took it.';
    case 'failed':
      return `Attempt ${attempt} failed. ${codeText(code)} It is tried again.`;
    case 'given-up':
      return `Attempt ${attempt} failed. ${codeText(code)} It is not tried again.`;
    case 'expired':
      return 'It could not be sent while it was of use, so it was dropped.';
    case 'read':
      return 'You read it.';
  }
};
