import type { ForgetAnswer } from '../forget/forget.ts';

/** For a person to read. */
export const printedForgotten = ({ receipt, signed }: Extract<ForgetAnswer, { did: 'destroy' }>): string => {
  const { organization, person, destroyedAt, closedFrom, services } = receipt;
  return [
    `${person} of ${organization} is forgotten since ${destroyedAt}; from ${closedFrom} on no process remembers the key`,
    ...Object.entries(services).map(
      ([service, facts]) => `  ${service.padEnd(14)} ${facts} facts whose words nobody reads any more`,
    ),
    `receipt: ${signed}`,
    'Export the ledger to where no backup lies: npm run ops -- tombstones export FILE',
  ].join('\n');
};
