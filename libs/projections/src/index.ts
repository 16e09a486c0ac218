export { CheckpointMoved, DocumentRefused } from './document-store.ts';
export type { Change, Checkpoint, CheckpointKey, DocumentStore, StoredDocument, UnitOfWork } from './document-store.ts';
export { formatAtLeast, freshness, parseAtLeast, present } from './freshness.ts';
export type { AtLeast, Freshness, FreshnessOptions } from './freshness.ts';
export { collectionOf, ensureReadModel, idOf } from './read-model.ts';
export type { ReadModel } from './read-model.ts';
export { runProjection } from './run-projection.ts';
export type { ProjectionOptions } from './run-projection.ts';
export type { ConsumerStatus, Running, Trouble } from './running.ts';
