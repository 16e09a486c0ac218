import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { readConfig, ShellConfig } from '../../config.ts';
import { openTracing } from './open-tracing.ts';

const least = {
  MONGODB_URI: 'mongodb://localhost',
  KAFKA_BROKERS: 'localhost:9092',
  OIDC_ISSUERS: 'http://localhost',
  TELEMACHY_IDENTITY_SECRET: 'x'.repeat(32),
};
const logger = pino({ level: 'silent' });
const opened = (env: Readonly<Record<string, string>>) =>
  openTracing('goals', readConfig(ShellConfig, { ...least, ...env }), logger);

/** A collector that notes what it is sent. */
const collector = async () => {
  const paths: (string | undefined)[] = [];
  const bodies: Buffer[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    paths.push(request.url);
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      bodies.push(Buffer.concat(parts));
      response.writeHead(200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, paths, bodies, close: () => server.close() };
};

describe('traces', () => {
  afterEach(() => {
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  });

  it('are not made where the environment does not ask for them', async () => {
    expect(await opened({})).toBeUndefined();
    expect(
      await opened({ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:1' }),
    ).toBeUndefined();
  });

  it('reach the collector that the environment names, under the name of the service', async () => {
    const { url, paths, bodies, close } = await collector();
    // The exporter reads the process's own environment.
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = url;
    const tracing = await opened({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    tracing?.tracer.startSpan('POST /v1/goals').end();
    await tracing?.close();
    close();
    expect(paths).toEqual(['/v1/traces']);
    expect(bodies[0]?.toString('latin1')).toMatch(/telemachy-goals[^]*POST \/v1\/goals/);
  });

  it('are kept or not as the sampler says', async () => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://127.0.0.1:1';
    const tracing = await opened({ OTEL_TRACES_EXPORTER: 'otlp', OTEL_TRACES_SAMPLER: 'always_off' });
    expect(tracing?.tracer.startSpan('x').isRecording()).toBe(false);
    await tracing?.close();
  });
});
