import { readOptions } from '../read-options.ts';

/** What is asked of one service's entry, in this order: every service compares, the topic's own fills it, every service follows it, its own finishes. */
export type TopicAsked =
  | { readonly does: 'compare'; readonly owner: string }
  | { readonly does: 'fill' }
  | { readonly does: 'follow'; readonly owner: string; readonly generation: number }
  | { readonly does: 'finish' };

/** The operator's words. @throws Error naming what does not do */
export const readTopic = (args: readonly string[]): void => {
  const [does, more] = readOptions('topic', args, {}).positionals;
  if (does !== 'rebuild') throw new Error(`topic rebuild, not "topic ${does ?? ''}"`);
  if (more !== undefined) throw new Error(`topic rebuild takes nothing but a service, not "${more}"`);
};

/** The words of the command to an entry. @throws Error */
export const readTopicStep = ([does, owner, generation]: readonly string[]): TopicAsked => {
  if (does === 'fill' || does === 'finish') return { does };
  if (does === 'compare' && owner !== undefined) return { does, owner };
  if (does === 'follow' && owner !== undefined && /^\d+$/.test(generation ?? ''))
    return { does, owner, generation: Number(generation) };
  throw new Error('usage: topic compare <service> | fill | follow <service> <generation> | finish');
};
