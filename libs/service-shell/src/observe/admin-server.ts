import { createServer, type Server } from 'node:http';
import type { Registry } from 'prom-client';

export type AdminOptions = {
  readonly registry: Registry;
  readonly port: number;
  readonly host: string;
  /** Brings the gauges up to date before each answer. */
  readonly refresh: () => Promise<unknown>;
};

/** `/metrics` on a port of its own, which no ingress shows. @returns the server, listening */
export const startAdminServer = async ({ registry, port, host, refresh }: AdminOptions): Promise<Server> => {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    refresh()
      .then(() => registry.metrics())
      .then(
        (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
};
