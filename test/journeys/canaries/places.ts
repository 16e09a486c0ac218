import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join, relative } from 'node:path';
import { createGunzip } from 'node:zlib';
import { each } from '@telemachy/infra/client';
import { calmRequestQueue } from '@telemachy/event-log';
import { Kafka, logLevel } from 'kafkajs';
import { MongoClient } from 'mongodb';
import type { Search } from './forms.ts';

/** Every document of every collection of every database as it lies there, the operations' log of the replica set with them. */
export const searchMongo = async (uri: string, { into }: Search): Promise<readonly string[]> => {
  const client = await new MongoClient(uri).connect();
  try {
    const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
    const names: string[] = [];
    for (const { name: database } of databases) {
      for (const { name, type } of await client.db(database).listCollections({}, { nameOnly: true }).toArray()) {
        if (type === 'view') continue;
        names.push(`${database}.${name}`);
        for await (const document of client.db(database).collection(name).find({}, { raw: true }))
          into(`${database}.${name}`, document as unknown as Buffer);
      }
    }
    return names;
  } finally {
    await client.close();
  }
};

/** Every record of every topic, Kafka's own topics with them: key, value and headers, unpacked. */
export const searchKafka = async (brokers: readonly string[], { into }: Search): Promise<number> => {
  calmRequestQueue();
  const kafka = new Kafka({ brokers: [...brokers], clientId: 'canaries', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const topics = await admin.listTopics();
  const waiting = new Set<string>();
  for (const topic of topics)
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic))
      if (Number(high) > Number(low)) waiting.add(`${topic}/${partition}`);
  await admin.disconnect();
  const consumer = kafka.consumer({ groupId: `canaries-${process.pid}-${Date.now()}` });
  await consumer.connect();
  let records = 0;
  try {
    await consumer.subscribe({ topics, fromBeginning: true });
    await new Promise<void>((done, failed) => {
      const late = setTimeout(() => failed(new Error(`not read: ${[...waiting].join(', ')}`)), 120_000);
      const end = (): void => {
        clearTimeout(late);
        done();
      };
      if (waiting.size === 0) end();
      void consumer
        .run({
          autoCommit: false,
          eachBatch: async ({ batch }) => {
            for (const { key, value, headers } of batch.messages) {
              records += 1;
              const heads = Object.entries(headers ?? {}).flatMap(([name, head]) => [name, String(head)]);
              for (const piece of [key, value, heads.join('\n')]) if (piece !== null) into(batch.topic, piece);
            }
            if (Number(batch.lastOffset()) >= Number(batch.highWatermark) - 1)
              waiting.delete(`${batch.topic}/${batch.partition}`);
            if (waiting.size === 0) end();
          },
        })
        .catch(failed);
    });
    return records;
  } finally {
    await consumer.disconnect();
  }
};

/** What all programs of the platform wrote down. */
export const searchLogs = async (logDir: string, { into }: Search): Promise<void> => {
  for (const name of await readdir(logDir)) into(name, await readFile(join(logDir, name)));
};

/** What each service tells of itself. */
export const searchMetrics = async (
  adminAddresses: Readonly<Record<string, string>>,
  { into }: Search,
): Promise<void> => {
  for (const [service, address] of Object.entries(adminAddresses)) {
    const response = await fetch(`${address}/metrics`);
    if (!response.ok) throw new Error(`${address}/metrics answered ${response.status}`);
    into(`metrics of ${service}`, await response.text());
  }
};

type OpenApi = {
  readonly paths: Readonly<
    Record<
      string,
      { readonly get?: { readonly parameters?: readonly { readonly in: string; readonly name: string }[] } }
    >
  >;
};

/** Every route that reads, with every id in every place, as somebody with this token. @returns how many answers were good */
export const searchRoutes = async (
  address: string,
  { as, token, ids }: { readonly as: string; readonly token: string; readonly ids: readonly string[] },
  { into }: Search,
): Promise<number> => {
  const { paths } = (await (await fetch(`${address}/docs/openapi.json`)).json()) as OpenApi;
  let answered = 0;
  const look = async (path: string): Promise<void> => {
    const response = await fetch(address + path, { headers: { authorization: `Bearer ${token}` } });
    if (response.ok) answered += 1;
    into(`${as}: ${path}`, Buffer.from(await response.arrayBuffer()));
  };
  const asked = Object.entries(paths).flatMap(([path, { get }]) => {
    if (get === undefined) return [];
    const about = (get.parameters ?? []).filter((one) => one.in === 'query' && one.name.endsWith('Id'));
    const queries = ['', ...about.flatMap(({ name }) => ids.map((id) => `?${name}=${id}`))];
    const variants = path.includes('{') ? ids.map((id) => path.replaceAll(/\{\w+\}/g, id)) : [path];
    return variants.flatMap((variant) => queries.map((query) => variant + query));
  });
  await each(asked, look);
  return answered;
};

/** Every document of every file of a backup, unpacked, stores and keys alike. @returns the files */
export const searchBackup = async (folder: string, { into }: Search): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files) {
    const place = relative(folder, file);
    if (!file.endsWith('.gz')) into(place, await readFile(file));
    else
      for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) }))
        into(place, line);
  }
  return files.map((file) => relative(folder, file));
};
