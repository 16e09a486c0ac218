import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { repositoryRoot } from '../../bootstrap/artefacts.mjs';
import { type ServiceName, serviceNames } from './platform-file.ts';

/** What runs a service: arguments of Node. */
export type ServicePrograms = Readonly<Record<ServiceName, readonly string[]>>;

/** Tokens of the platform are meant for this audience. */
export const audience = 'telemachy';

/** Each service's topic of facts, first generation. */
export const topics = serviceNames.map((name) => `${name}.events.g1`);

/** The built services. */
export const builtServices = Object.fromEntries(
  serviceNames.map((name) => [name, [join(repositoryRoot, 'services', name, 'dist', 'main.js')]]),
) as unknown as ServicePrograms;

export const issuerProgram = fileURLToPath(new URL('../../issuer/main.ts', import.meta.url));
export const mailProgram = fileURLToPath(new URL('../../mail/main.ts', import.meta.url));

/** Usual ports; `TELEMACHY_PORT_<NAME>` asks for another. */
export const usualPorts = {
  issuer: 4100,
  matching: 4101,
  scheduling: 4102,
  goals: 4103,
  notification: 4104,
  'matching-admin': 4201,
  'scheduling-admin': 4202,
  'goals-admin': 4203,
  'notification-admin': 4204,
  mail: 4180,
  smtp: 4125,
} as const;
export type PortName = keyof typeof usualPorts;
export type PlatformPorts = Readonly<Record<PortName, number>>;
