import { ShellConfig } from '@telemachy/service-shell';

/** This service needs nothing of its own from the environment. */
export const MatchingConfig = ShellConfig;
export type MatchingConfig = ShellConfig;
