import { clients, developmentSeconds } from '../../issuer/names.ts';
import type { Infrastructure } from '../infrastructure.ts';
import type { ServiceName } from './platform-file.ts';
import { topicPartitions } from './topic-partitions.ts';
import { audience, type PlatformPorts } from './programs.ts';

/**
 * What a service is told at start, beside the environment it inherits.
 *
 * @param secrets.identity makes ids of natural keys
 * @param secrets.masterKeyFile wraps the keys of words
 * @param secrets.auditKeyFile signs the audit
 */
export function serviceEnvironment(
  name: ServiceName,
  { provider, mongoUri, kafkaBrokers }: Pick<Infrastructure, 'provider' | 'mongoUri' | 'kafkaBrokers'>,
  ports: PlatformPorts,
  secrets: { readonly identity: string; readonly masterKeyFile: string; readonly auditKeyFile: string },
): Record<string, string> {
  const portal = { TELEMACHY_PORTAL_URL: process.env['TELEMACHY_PORTAL_URL'] ?? '' };
  const own: Record<ServiceName, Record<string, string>> = {
    matching: { TELEMACHY_LOGOUT_CLIENTS: clients.portal },
    scheduling: { TELEMACHY_PUBLIC_URL: `http://127.0.0.1:${ports.scheduling}`, ...portal },
    goals: {},
    notification: {
      TELEMACHY_SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
      TELEMACHY_MAIL_FROM: 'Telemachy <no-reply@telemachy.example>',
      ...portal,
    },
  };
  return {
    MONGODB_URI: mongoUri,
    KAFKA_BROKERS: kafkaBrokers.join(','),
    OIDC_ISSUERS: `http://127.0.0.1:${ports.issuer}`,
    ROLE: 'all',
    TELEMACHY_HOST: '127.0.0.1',
    TELEMACHY_PORT: String(ports[name]),
    TELEMACHY_ADMIN_PORT: String(ports[`${name}-admin`]),
    TELEMACHY_AUDIENCE: audience,
    TELEMACHY_TOKEN_SECONDS: String(developmentSeconds),
    TELEMACHY_IDENTITY_SECRET: secrets.identity,
    TELEMACHY_MASTER_KEY_FILE: secrets.masterKeyFile,
    TELEMACHY_AUDIT_KEY_FILE: secrets.auditKeyFile,
    TELEMACHY_TOPIC_PARTITIONS: String(topicPartitions(process.env, provider)),
    ...own[name],
  };
}
