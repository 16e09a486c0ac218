import type { EventLog, Logger } from '@telemachy/event-log';
import type { Fact, Projection, Recorded } from '@telemachy/kernel';
import type { DocumentStore } from './document-store.ts';
import { anyProjection } from './fold.ts';
import { follow } from './follow.ts';
import { liveName } from './generations.ts';
import { parkedCollection } from './parked.ts';
import { projectionStep } from './projection-step.ts';
import { collectionOf } from './read-model.ts';
import type { Running } from './running.ts';

export type ProjectionOptions<Doc extends object, Event extends Fact> = {
  /** The service whose database holds the read model. */
  readonly service: string;
  readonly projection: Projection<Doc, Event>;
  readonly log: Pick<EventLog, 'consume'>;
  readonly documents: DocumentStore;
  readonly logger: Logger;
  /** Topic of a service's facts; that of the contracts by default. */
  readonly topicOf?: (service: string) => string;
  /** Follows this generation whichever is live, under a group of its own; for who builds it. */
  readonly generation?: string;
  /** Leaves out what does not count any more, of the facts that were read; for who can know. */
  readonly counting?: (facts: readonly Recorded[]) => Promise<readonly Recorded[]>;
};

/**
 * Keeps a read model (its live generation, whichever that is) true to the facts it hears, until stopped. Resolves at once, also without broker and database. Each fact counts once, whatever is
 * delivered twice. A fact that `apply` cannot handle sets its stream aside after a few tries, and all others go on.
 */
export const runProjection = <Doc extends object, Event extends Fact>({
  projection,
  ...options
}: ProjectionOptions<Doc, Event>): Promise<Running> => {
  const consumer = collectionOf(projection);
  const { documents, service, generation } = options;
  return follow({
    ...options,
    consumer: generation === undefined ? consumer : `${generation}.building`,
    named: async () => generation ?? liveName(documents, consumer),
    hears: projection.hears,
    remedy: `The read model misses facts until it is rebuilt: npm run ops -- rebuild ${service} ${projection.name}`,
    prepare: (name) => documents.ensure([name, parkedCollection]),
    step: projectionStep(anyProjection(projection), documents, options.counting),
  });
};
