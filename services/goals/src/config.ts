import { ShellConfig } from '@telemachy/service-shell';

/** This service needs nothing of its own from the environment. */
export const GoalsConfig = ShellConfig;
