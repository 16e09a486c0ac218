import type { Checkpoint, CheckpointKey } from './document-store.ts';

export type Moved = { readonly key: CheckpointKey; readonly to: Checkpoint };

/** Who wants to know of moved checkpoints, in this process. */
export const watchers = () => {
  const watching = new Set<(key: CheckpointKey, to: Checkpoint) => void>();
  return {
    watch: (moved: (key: CheckpointKey, to: Checkpoint) => void) => {
      watching.add(moved);
      return () => void watching.delete(moved);
    },
    tell: (moves: readonly Moved[]): void => {
      for (const { key, to } of moves) for (const moved of watching) moved(key, to);
    },
  };
};
