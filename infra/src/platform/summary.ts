import { type PlatformFile, serviceNames } from './platform-file.ts';

/** What a person needs to know once the platform is ready. @param moved whether its data lies elsewhere than usual */
export function summary(platform: PlatformFile, dataDir: string, moved: boolean): string {
  const { addresses, adminAddresses, provider, mongoUri, kafkaBrokers, logDir } = platform;
  const services = serviceNames.map((name) =>
    row([name, addresses[name], `${addresses[name]}/docs`, `${adminAddresses[name]}/metrics`]),
  );
  const ours = provider === 'environment' ? ' (yours, from the environment)' : '';
  const elsewhere = moved
    ? `first        export TELEMACHY_DATA=${dataDir}    (in another terminal, so that these find this platform)\n`
    : '';
  return `
${row(['service', 'API', 'API pages', 'metrics'])}
${services.join('\n')}

sign-in      ${addresses.issuer} (development issuer)
mails        ${addresses.mail}
Kafka        ${provider === 'environment' ? 'KAFKA_BROKERS' : kafkaBrokers.join(',')}${ours}
MongoDB      ${provider === 'environment' ? 'MONGODB_URI' : mongoUri}${ours}
data         ${dataDir}
logs         ${logDir}

${elsewhere}a token      npm run --silent token -- --as coordinator
             npm run --silent token -- --as person:ada@example.org
a cohort     npm run demo
to stop      Ctrl-C`;
}

function row([name = '', api = '', docs = '', metrics = '']: readonly string[]): string {
  return `${name.padEnd(13)}${api.padEnd(25)}${docs.padEnd(30)}${metrics}`;
}
