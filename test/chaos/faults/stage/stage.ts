import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Addresses } from '@telemachy/infra/client';
import { workingPairs, type WorkingPairs } from '@telemachy/infra/demo';
import {
  audience,
  choosePorts,
  controlled,
  createTopics,
  issuerProgram,
  mailProgram,
  nodeProgram,
  portsFrom,
  secretIn,
  serviceEnvironment,
  serviceNames,
  startKafkaBroker,
  startLine,
  startMongodSet,
  topics,
  until,
  type Controlled,
  type KafkaBroker,
  type Line,
  type MongodSet,
  type PlatformPorts,
  type ServiceName,
} from '@telemachy/infra/testing';
import { MongoClient, type Db } from 'mongodb';
import type { Release } from './release.ts';
import { peopleIn } from './people.ts';
import { serviceOf, type Service } from './service.ts';

export const org = 'chaos';
export const partitions = 3;
const pairs = 4;
/** Enough for a run; a member remembers so much of the past, in MB, that a fault can roll it over. */
const oplogMegabytes = 64;

/** Where the product is put under faults: its four services on a Kafka and a replica set of three, all in our hands. */
export type Stage = {
  /** By which the services speak to Kafka. */
  readonly client: StageOptions['client'];
  readonly kafka: KafkaBroker;
  readonly mongo: MongodSet;
  readonly services: Readonly<Record<ServiceName, Service>>;
  /** Where the services answer; each through a line. */
  readonly addresses: Addresses;
  /** Between a service and who asks it. */
  readonly lines: Readonly<Record<ServiceName, Line>>;
  /** Another process of a service, beside the first; who starts it stops it. */
  another(service: ServiceName, place: number, release?: Release): Promise<Service>;
  readonly people: WorkingPairs;
  /** What a service or the operator's command is told, beside the environment of this process. */
  readonly envOf: (service: ServiceName) => Readonly<Record<string, string>>;
  readonly databaseOf: (service: ServiceName) => Db;
  readonly dataDir: string;
  readonly logDir: string;
  /** What a member once knew of elections and times is not held against one that was restored. */
  forgetServers(): Promise<void>;
  /** Starts, thaws and mends whatever is not well, and waits until every service is ready. */
  heal(): Promise<void>;
  stop(): Promise<void>;
};

export type StageOptions = {
  readonly programs: { readonly kafka: string; readonly mongod: string; readonly jre: string };
  readonly dataDir: string;
  readonly client: 'kafkajs' | 'platformatic';
  /** A bug that is planted into the services. */
  readonly planted?: string | undefined;
  readonly say: (line: string) => void;
};

const url = (port: number): string => `http://127.0.0.1:${port}`;

export const startStage = async ({ programs, dataDir, client, planted, say }: StageOptions): Promise<Stage> => {
  const logDir = join(dataDir, 'logs');
  await mkdir(logDir, { recursive: true });
  const available = portsFrom({});
  const ports = await choosePorts(available, 'test', say);
  const [kafka, mongo] = await Promise.all([
    startKafkaBroker({ program: programs.kafka, jre: programs.jre, dataDir, ports: available }),
    startMongodSet({ program: programs.mongod, dataDir, ports: available, members: 3, lines: true, oplogMegabytes }),
  ]);
  await createTopics([kafka.address], topics, partitions);
  say('a Kafka and a replica set of three are there');

  const secret = randomBytes(32).toString('hex');
  const [masterKeyFile, auditKeyFile] = [join(dataDir, 'master-key'), join(dataDir, 'audit-key')];
  await Promise.all([secretIn(masterKeyFile), secretIn(auditKeyFile)]);
  const infrastructure = { provider: 'embedded', mongoUri: mongo.uri, kafkaBrokers: [kafka.address] } as const;
  const envOf = (service: ServiceName): Record<string, string> => ({
    ...serviceEnvironment(service, infrastructure, ports, { identity: secret, masterKeyFile, auditKeyFile }),
    TELEMACHY_KAFKA_CLIENT: client,
    // The load of a few people is that of hundreds; it is not to be refused.
    TELEMACHY_RATE_LIMITS: 'off',
    ...(client === 'platformatic' ? { TELEMACHY_INSTANCE: `${service}-0` } : {}),
  });
  // What people need to work together is made without it.
  let bug: string | undefined;
  const development = developmentServers(dataDir, logDir, ports);
  const services = Object.fromEntries(
    serviceNames.map((service) => [
      service,
      serviceOf({ service, env: envOf(service), url: url(ports[service]), logDir, planted: () => bug }),
    ]),
  ) as Record<ServiceName, Service>;
  await Promise.all([...development, ...Object.values(services)].map((program) => program.start()));
  await until('the development issuer', () => answers(`${url(ports.issuer)}/jwks`), { withinMs: 60_000 });
  await Promise.all(Object.values(services).map((service) => service.ready()));
  say('the services are ready');

  const lines = Object.fromEntries(
    await Promise.all(
      serviceNames.map(async (name) => {
        const { port } = await available.choose(`${name}-line`, 0);
        return [name, await startLine(port, ports[name])] as const;
      }),
    ),
  ) as Record<ServiceName, Line>;
  const byService = Object.fromEntries(serviceNames.map((name) => [name, url(lines[name].port)]));
  const addresses = { ...byService, issuer: url(ports.issuer), mail: url(ports.mail) } as Addresses;
  const people = await workingPairs(addresses, { files: await peopleIn(dataDir, pairs), org }, () => {});
  say(`${people.mentorships.length} pairs work together`);

  if (planted !== undefined) {
    bug = planted;
    await Promise.all(Object.values(services).map((service) => service.stop()));
    await Promise.all(Object.values(services).map((service) => service.start()));
    await Promise.all(Object.values(services).map((service) => service.ready()));
    say(`${planted} is planted`);
  }

  const reader = (): MongoClient => new MongoClient(mongo.uri, { readConcern: { level: 'majority' } });
  let mongoClient = reader();
  return {
    client,
    kafka,
    mongo,
    services,
    addresses,
    lines,
    people,
    envOf,
    databaseOf: (service) => mongoClient.db(`telemachy_${service}`),
    dataDir,
    logDir,
    async another(service, place, release) {
      const name = `${service}-${release?.version ?? place}`;
      const chosen = await Promise.all(['', '-admin'].map((kind) => available.choose(`${name}${kind}`, 0)));
      const [port = 0, admin = 0] = chosen.map((one) => one.port);
      const env = {
        ...envOf(service),
        TELEMACHY_PORT: `${port}`,
        TELEMACHY_ADMIN_PORT: `${admin}`,
        ...(client === 'platformatic' ? { TELEMACHY_INSTANCE: name } : {}),
      };
      return serviceOf({ service, name, env, url: url(port), logDir, planted: () => bug, folder: release?.folder });
    },
    async forgetServers() {
      await mongoClient.close();
      mongoClient = reader();
    },
    async heal() {
      for (const line of Object.values(lines)) line.become('whole');
      await Promise.all([kafka.heal(), mongo.heal()]);
      for (const service of Object.values(services)) {
        if (service.pid() === undefined) await service.start();
        else service.thaw();
      }
      await Promise.all(Object.values(services).map((service) => service.ready()));
    },
    async stop() {
      await mongoClient.close();
      await Promise.all([...Object.values(services), ...development].map((program) => program.kill()));
      await Promise.all(Object.values(lines).map((line) => line.close()));
      await Promise.all([kafka.stop(), mongo.stop()]);
    },
  };
};

const developmentServers = (dataDir: string, logDir: string, ports: PlatformPorts): readonly Controlled[] => {
  const issuer = {
    TELEMACHY_PORT: String(ports.issuer),
    TELEMACHY_ISSUER_DATA: join(dataDir, 'issuer'),
    TELEMACHY_AUDIENCE: audience,
  };
  const mail = {
    TELEMACHY_PORT: String(ports.mail),
    TELEMACHY_SMTP_PORT: String(ports.smtp),
    TELEMACHY_MAIL_DATA: join(dataDir, 'mail'),
  };
  return [
    controlled(() => nodeProgram({ name: 'issuer', script: [issuerProgram], env: issuer, graceMs: 2000 }, logDir)),
    controlled(() => nodeProgram({ name: 'mail', script: [mailProgram], env: mail, graceMs: 2000 }, logDir)),
  ];
};

const answers = async (address: string): Promise<true | undefined> =>
  (await fetch(address, { signal: AbortSignal.timeout(5_000) })).ok ? true : undefined;
