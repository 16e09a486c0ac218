import { describe, expect, it } from '@jest/globals';
import type { StoreUnderTest } from './event-store.contract.ts';
import { done } from './event-store.contract.ts';
import { bodyHashOf } from './identity.ts';
import { aCommand, asked, aStream, aTenant, goalSet } from './testing/sample.ts';

/** What every event store keeps of commands that changed nothing. */
export const unchangedContract = (inStore: () => StoreUnderTest): void => {
  describe('a command that changed nothing', () => {
    it('is kept with its answer, and the first one kept under its id stays', async () => {
      const command = aCommand({ goal: 1 });
      const { head } = await inStore().store.load(aTenant, aStream());
      const { head: now } = done(await inStore().store.append(head, [goalSet()], asked()));
      expect(await inStore().store.unchangedOf(aTenant, now.stream, command)).toBeUndefined();
      expect(await inStore().store.keepUnchanged(now, { command, answer: { id: 'g-1' } })).toBeUndefined();
      const kept = { outcome: 'unchanged', version: 1, answer: { id: 'g-1' } };
      expect(await inStore().store.keepUnchanged(now, { command, answer: { id: 'g-2' } })).toEqual(kept);
      expect(await inStore().store.unchangedOf(aTenant, now.stream, command)).toEqual(kept);
      expect((await inStore().store.load(aTenant, now.stream)).head.version).toBe(1);
    });

    it('is refused with another body', async () => {
      const command = aCommand({ goal: 1 });
      const other = { id: command.id, bodyHash: bodyHashOf({ goal: 2 }) };
      const { head } = await inStore().store.load(aTenant, aStream());
      await inStore().store.keepUnchanged(head, { command });
      expect(await inStore().store.unchangedOf(aTenant, head.stream, other)).toEqual({ outcome: 'command-reused' });
      expect(await inStore().store.keepUnchanged(head, { command: other })).toEqual({ outcome: 'command-reused' });
    });

    it('is another command in another stream or tenant', async () => {
      const command = aCommand();
      const { head } = await inStore().store.load(aTenant, aStream());
      await inStore().store.keepUnchanged(head, { command });
      expect(await inStore().store.unchangedOf(aTenant, aStream(), command)).toBeUndefined();
      expect(await inStore().store.unchangedOf('other', head.stream, command)).toBeUndefined();
    });

    it('is refused when its head was made up, or its answer is none', async () => {
      const { head } = await inStore().store.load(aTenant, aStream());
      const command = aCommand();
      await expect(inStore().store.keepUnchanged({ ...head }, { command })).rejects.toMatchObject({
        why: 'forged-head',
      });
      const kept = inStore().store.keepUnchanged(head, { command, answer: { at: new Date() } });
      await expect(kept).rejects.toMatchObject({ why: 'bad-value', field: 'answer.at' });
    });
  });
};
