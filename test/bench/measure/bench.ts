import { randomBytes } from 'node:crypto';
import type { Infrastructure } from '@telemachy/service-shell/testing';
import type { Size } from '../sizes.ts';
import { openService, removeService, type Servers } from './service.ts';

/** What a part of the benchmark is given. */
export type Bench = {
  readonly servers: Servers;
  readonly size: Size;
  /** A service of its own: databases, topics and groups under a prefix that nobody else has. */
  readonly open: () => Promise<OwnService>;
  /** Tells what is being done. */
  readonly say: (line: string) => void;
};

export type OwnService = Infrastructure & { readonly prefix: string };

/** Runs a part, and removes whatever it opened, however it ends. */
export const withBench = async <Result>(
  given: Pick<Bench, 'servers' | 'size' | 'say'>,
  work: (bench: Bench) => Promise<Result>,
): Promise<Result> => {
  const opened: OwnService[] = [];
  const open = async (): Promise<OwnService> => {
    const prefix = `bench-${randomBytes(4).toString('hex')}-`;
    const own = { ...(await openService(given.servers, prefix)), prefix };
    opened.push(own);
    return own;
  };
  try {
    return await work({ ...given, open });
  } finally {
    for (const one of opened) {
      await removeService(given.servers, one.prefix, one);
      await one.close();
    }
  }
};
