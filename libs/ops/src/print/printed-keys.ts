import type { KeysAnswer } from '../keys/keys.ts';

const organizationLines = (answer: Extract<KeysAnswer, { did: 'status' }>): readonly string[] =>
  answer.organizations.map(({ tenant, version, masters, unfinished }) => {
    const rest = unfinished ? '; not all keys of people and mentorships are wrapped by it: rotate again' : '';
    return `${tenant.padEnd(30)} version ${version}, wrapped by ${masters.join(', ')}${rest}`;
  });

/** For a person to read. */
export const printedKeys = (answer: KeysAnswer): string => {
  switch (answer.did) {
    case 'status': {
      const [first, ...others] = answer.masters;
      const spare = others.filter((id) => !answer.organizations.some(({ masters }) => masters.includes(id)));
      return [
        `the master key ${first ?? ''} wraps`,
        ...spare.map((id) => `the master key ${id} wraps nothing any more and can be taken away`),
        ...organizationLines(answer),
      ].join('\n');
    }
    case 'rotate-master':
      return `${answer.rewrapped} keys of organizations were wrapped anew; the master key ${answer.master} is the only one that is needed now`;
    case 'rotate-organization':
      return `${answer.tenant} has a key of version ${answer.version}; ${answer.rewrapped} keys of people and mentorships were wrapped anew`;
  }
};
