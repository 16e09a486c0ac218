import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createLogger,
  EVENT_STORE,
  readConfig,
  runService,
  ShellConfig,
  type ServiceDefinition,
} from '@telemachy/service-shell';
import { MongoClient } from 'mongodb';
import { benchFolder } from '../measure/peer.ts';
import { environmentOf, service } from '../measure/service.ts';
import { insertOneStore } from './insert-one-store.ts';
import { noStore } from './no-store.ts';
import type { Serving, ServeOptions } from './protocol.ts';

// The goals service as it is, or on another store; nothing else may differ, so the definition is the service's own.
const { servers, prefix, issuer, role, store } = JSON.parse(process.argv[2] ?? '') as ServeOptions;
const built = join(benchFolder, '..', '..', 'services', 'goals', 'dist', 'goals.module.js');
const { goalsService } = (await import(pathToFileURL(built).href)) as { goalsService: ServiceDefinition };
const config = readConfig(ShellConfig, { ...environmentOf(servers, prefix), OIDC_ISSUERS: issuer, ROLE: role });
const definition = store === 'ours' ? goalsService : on(await otherStore(), goalsService);
const running = await runService(definition, config, createLogger(service, 'silent'));
process.send?.({ url: running.url } satisfies Serving);
process.on('disconnect', () => void running.close().then(() => process.exit(0)));

/** Of two providers of one token Nest takes the later. */
function on(useValue: Awaited<ReturnType<typeof otherStore>>, given: ServiceDefinition): ServiceDefinition {
  return { ...given, providers: [...given.providers, { provide: EVENT_STORE, useValue }] };
}

async function otherStore() {
  if (store === 'none') return noStore();
  const client = await MongoClient.connect(servers.mongoUri);
  return insertOneStore(client.db(`${prefix}${service}`));
}
