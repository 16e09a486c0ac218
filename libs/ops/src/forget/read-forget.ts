import { z } from 'zod';
import { readOptions } from '../read-options.ts';

export type ForgetAsked = {
  readonly person: string;
  readonly organization: string;
  /** The number by which the request is known: it goes into audit and receipt. */
  readonly request: string;
};

const options = { organization: { type: 'string' }, request: { type: 'string' } } as const;
const isUuid = (text: string): boolean => z.uuid().safeParse(text).success;

/** The operator's words. @throws Error naming what does not do */
export const readForget = (args: readonly string[]): ForgetAsked => {
  const { values, positionals } = readOptions('forget', args, options);
  const [person, more] = positionals;
  const { organization, request = '' } = values;
  if (person === undefined || !isUuid(person))
    throw new Error('forget takes the id of a person, a UUID as the people of matching have it');
  if (more !== undefined) throw new Error(`forget takes one person at a time, and not "${more}" as well`);
  if (organization === undefined || organization === '') throw new Error('--organization says whose person it is');
  if (!/^[\w./:-]{1,64}$/.test(request))
    throw new Error(
      '--request is the number of the request, for audit and receipt: 1 to 64 letters, digits or . / : _ -',
    );
  return { person: person.toLowerCase(), organization, request };
};

const steps = ['check', 'record', 'destroy'] as const;
/** What is asked of the services' entries, in this order: one checks, every one records, one destroys. */
export type ForgetStep = { readonly does: (typeof steps)[number] };

/** The words of the command to an entry. @throws Error */
export const readForgetStep = ([does, ...words]: readonly string[]): ForgetStep & ForgetAsked => {
  const step = steps.find((one) => one === does);
  if (step === undefined) throw new Error(`usage: forget ${steps.join(' | ')} PERSON, with the options of forget`);
  return { does: step, ...readForget(words) };
};
