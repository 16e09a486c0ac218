import type { EventLog, Logger } from '@telemachy/event-log';
import type { Fact, Projection } from '@telemachy/kernel';
import type { DocumentStore } from './document-store.ts';
import type { Running } from './running.ts';

export type ProjectionOptions<Doc extends object, Event extends Fact> = {
  /** The service whose database holds the read model. */
  readonly service: string;
  readonly projection: Projection<Doc, Event>;
  readonly log: EventLog;
  readonly documents: DocumentStore;
  readonly logger: Logger;
  /** Topic of a service's facts; that of the contracts by default. */
  readonly topicOf?: (service: string) => string;
};

/** Keeps a read model true to the facts it hears, until stopped. */
export const runProjection = <Doc extends object, Event extends Fact>(
  _options: ProjectionOptions<Doc, Event>,
): Promise<Running> => {
  throw new Error('not yet');
};
