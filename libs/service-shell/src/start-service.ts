import type { ServiceDefinition } from './service.ts';
import type { ShellConfig } from './config.ts';

/** A service at work. */
export type RunningService = {
  readonly url: string;
  readonly adminUrl: string;
  /** Stops accepting, drains, closes consumers, leaves. */
  close(): Promise<void>;
};

export const startService = async <Config extends ShellConfig>(
  _definition: ServiceDefinition<Config>,
): Promise<RunningService> => {
  throw new Error('not yet');
};
