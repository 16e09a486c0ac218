import type { Ask } from '../answers-to.ts';
import type { ForgetAnswer, ForgetTold } from './forget.ts';

type Did<Step extends ForgetAnswer['did']> = Extract<ForgetAnswer, { did: Step }>;

/** Forgets a person: it is looked whether there is one, every service writes down that it is done, then their key is destroyed, and a receipt says so. */
export const forgetPerson = async (
  args: readonly string[],
  ask: Ask,
  everyService: readonly string[],
): Promise<readonly unknown[]> => {
  const [first = ''] = everyService;
  const step = async <Step extends ForgetAnswer['did']>(
    of: string,
    does: Step,
    told: ForgetTold,
  ): Promise<Did<Step> | undefined> =>
    (await ask(of, ['forget', does, ...args], JSON.stringify(told)))[0] as Did<Step> | undefined;
  const checked = await step(first, 'check', { services: everyService });
  if (checked === undefined) return [];
  const told = { services: everyService, askedAt: checked.askedAt };
  const recorded = await Promise.all(everyService.map((service) => step(service, 'record', told)));
  if (recorded.includes(undefined)) return [];
  const facts = Object.fromEntries(recorded.flatMap((one) => (one === undefined ? [] : [[one.service, one.facts]])));
  const destroyed = await step(first, 'destroy', { ...told, facts });
  return destroyed === undefined ? [] : [destroyed];
};
