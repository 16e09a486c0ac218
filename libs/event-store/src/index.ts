export type {
  AppendOptions,
  Appended,
  ClaimChange,
  CommandIdentity,
  Commit,
  EventStore,
  Head,
  Loaded,
  Meta,
} from './port.ts';
