import type { Ask } from '../answers-to.ts';
import type { FilledTopic } from './fill-topic.ts';
import type { TopicAnswer } from './topic.ts';

/**
 * Rebuilds a service's topic: nobody may have heard more than the store holds; then it is filled, then every service goes on to it, its own first, and then it is finished. A step that fails ends it; the same
 * command goes on from there.
 */
export const rebuildTopic = async (
  service: string,
  ask: Ask,
  everyService: readonly string[],
): Promise<readonly unknown[]> => {
  const answers: unknown[] = [];
  const step = async (of: string, ...words: readonly string[]): Promise<TopicAnswer | undefined> => {
    const [answer] = await ask(of, ['topic', ...words]);
    if (answer !== undefined) answers.push(answer);
    return answer as TopicAnswer | undefined;
  };
  const compared = await Promise.all(everyService.map((one) => step(one, 'compare', service)));
  if (compared.includes(undefined)) return answers;
  const filled = (await step(service, 'fill')) as FilledTopic | undefined;
  if (filled === undefined) return answers;
  for (const one of [service, ...everyService.filter((name) => name !== service)])
    if ((await step(one, 'follow', service, String(filled.generation))) === undefined) return answers;
  await step(service, 'finish');
  return answers;
};
