import type { Ask } from '../answers-to.ts';
import { rebuildTopic } from '../topic/rebuild-topic.ts';
import type { RestoreAnswer, RestoreTold } from './restore.ts';

type Did<Step extends RestoreAnswer['did']> = Extract<RestoreAnswer, { did: Step }>;

/** A step did not come to its end; its entry has said why. */
class NotDone extends Error {}

/**
 * Puts a backup back: all is looked at first; then keys, stores, tombstones, topics in a generation that is new, and read models from the stores. A step
 * that fails ends it, services do not begin to work on what is half done, and the same command, with --replace, begins anew.
 */
export const restoreBackup = async (
  args: readonly string[],
  ask: Ask,
  everyService: readonly string[],
): Promise<readonly unknown[]> => {
  const answers: unknown[] = [];
  const [first = ''] = everyService;
  let told: RestoreTold = { services: everyService };
  const step = async <Step extends RestoreAnswer['did']>(of: string, does: Step): Promise<Did<Step>> => {
    const [answer] = await ask(of, ['restore', does, ...args], JSON.stringify(told));
    if (answer === undefined) throw new NotDone();
    answers.push(answer);
    return answer as Did<Step>;
  };
  const topicOf = async (service: string): Promise<void> => {
    const made = (await rebuildTopic(service, ask, everyService)) as readonly { readonly did: string }[];
    answers.push(...made);
    if (!made.some(({ did }) => did === 'finish')) throw new NotDone();
  };
  const readModelsOf = async (service: string): Promise<void> => {
    for (const readModel of (await step(service, 'models')).readModels) {
      const [rebuilt] = await ask(service, ['rebuild', readModel, '--accept']);
      if (rebuilt === undefined) throw new NotDone();
      answers.push({ did: 'rebuild', ...rebuilt });
    }
  };
  try {
    told = { services: everyService, plan: (await step(first, 'check')).plan };
    await step(first, 'keys');
    for (const service of everyService) await step(service, 'store');
    await step(first, 'tombstones');
    for (const service of everyService) await topicOf(service);
    await Promise.all(everyService.map(readModelsOf));
    for (const service of everyService) await step(service, 'finish');
    await step(first, 'open');
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
  }
  return answers;
};
