import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const address = '/docs/asyncapi.json';

/** Serves what a service says on Kafka beside its API; needs no token, as the API's page needs none. Made when it is first asked for. */
export const serveAsyncApi = (app: NestFastifyApplication, make: () => object): void => {
  let made: string | undefined;
  app
    .getHttpAdapter()
    .getInstance()
    .get(address, (_request, reply) => reply.type('application/json').send((made ??= JSON.stringify(make()))));
};

/** Leads from the API's page to it. */
export const asyncApiLink = { url: address, description: 'What it says on Kafka, as AsyncAPI 3.0' };
