/** How far a topic is published, and the dense number given last in each of its partitions. */
export type Published = { readonly position: number; readonly partitionseqs: readonly number[] };

/** The publisher's memory. */
export interface Progress {
  read(topic: string): Promise<Published | undefined>;
  /** Moves on from what `read` or the last `save` said; `false` when somebody else did so meanwhile, and nothing changed. */
  save(topic: string, from: Published | undefined, to: Published): Promise<boolean>;
}
