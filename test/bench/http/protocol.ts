import type { Servers } from '../measure/service.ts';

/** How a process of the goals service is started. */
export type ServeOptions = {
  readonly servers: Servers;
  readonly prefix: string;
  readonly issuer: string;
  /** `api`: HTTP alone. `all`: sequencer, publisher and projections beside it. */
  readonly role: 'api' | 'all';
  /** `none`: nothing is kept. */
  readonly store: 'ours' | 'insertOne' | 'none';
};
export type Serving = { readonly url: string };
