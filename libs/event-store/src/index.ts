export { snapshotsOf, SnapshotUnfit } from './snapshots-of.ts';
export type { SnapshotOptions, Snapshots } from './snapshots-of.ts';
export { summariesOf, SummaryUnfit } from './summaries-of.ts';
export type { SummaryOptions } from './summaries-of.ts';
export { wholeStreams } from './long-streams.ts';
export type { LongStreams } from './long-streams.ts';
export type { ClaimDifference, ClaimFault } from './claim-audit.ts';
export type { ClaimKeeper } from './claim-keeper.ts';
export { claimSource } from './claim-source.ts';
export type { ClaimSource, HeldClaim } from './claim-source.ts';
export { commandHandler } from './command-handler.ts';
export type { CommandHandler, Handling, HandlerOptions } from './command-handler.ts';
export type { Handled } from './handled.ts';
export {
  CommitRefused,
  DatabaseRefused,
  FactUnreadable,
  NameRefused,
  StoreDamaged,
  StoreFailed,
  StoreUnavailable,
} from './errors.ts';
export type { RefusedBecause } from './errors.ts';
export { bodyHashOf, commandIdFrom, createdIdFrom, identityOfReaction } from './identity.ts';
export type { CommandOrigin } from './identity.ts';
export { uncarriedIn } from './json-value.ts';
export type { Uncarried } from './json-value.ts';
export { memoryClaimKeeper } from './memory/memory-claim-keeper.ts';
export { memoryEventStore } from './memory/memory-event-store.ts';
export { memoryDisk } from './memory/memory-storage.ts';
export type { MemoryDisk } from './memory/memory-storage.ts';
export type { MemoryEventStore, MemoryStoreOptions } from './memory/memory-event-store.ts';
export { seededFaults } from './memory/seeded-faults.ts';
export type { FaultPoint, Faults, SeededFaults } from './memory/seeded-faults.ts';
export { mongoClaimKeeper } from './mongo/mongo-claim-keeper.ts';
export { mongoEventStore } from './mongo/mongo-event-store.ts';
export type { MongoStoreOptions } from './mongo/mongo-event-store.ts';
export { checkFormat, storeFormat } from './mongo/check-format.ts';
export { beginRestore, endRestore } from './mongo/restore-mark.ts';
export { eachTenant } from './mongo/each-tenant.ts';
export { groupReads } from './mongo/group-reads.ts';
export type { GroupReads, GroupReadsOptions } from './mongo/group-reads.ts';
export { whyNoPrimary } from './mongo/check-server.ts';
export { prepareEventStore } from './mongo/prepare-event-store.ts';
export { streamOf } from './names.ts';
export type { SealFact } from './stored-commit.ts';
export type {
  AppendOptions,
  Appended,
  ClaimChange,
  ClaimTaken,
  CommandIdentity,
  Commit,
  Done,
  EventStore,
  Head,
  Historic,
  Loaded,
  LoadedFrom,
  Meta,
  RawFact,
  SequencedRange,
  Sequencer,
  SequencerRole,
  SequencerStatus,
  SkipRequest,
  Skipped,
  UnchangedOptions,
} from './port.ts';
export { readSequencerLease } from './sequencer/read-lease.ts';
export type { SequencerLease } from './sequencer/read-lease.ts';
export { rebuildClaims, verifyClaims } from './verify-claims.ts';
export type { ClaimsCompared, ClaimsOptions, ClaimsRebuilt } from './verify-claims.ts';
export { startSequencer } from './sequencer/start-sequencer.ts';
export type { SequencerOptions } from './sequencer/start-sequencer.ts';
export type { SequencingPoint } from './sequencer/sequence.ts';
