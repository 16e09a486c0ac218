import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { faultsOfExamples } from '@telemachy/service-shell/testing';
import { schedulingService } from './scheduling.module.ts';
import { schedulingInMemory } from './testing/in-memory.ts';
import { acting } from './testing/people.ts';

type Page = {
  readonly paths: Readonly<
    Record<string, { readonly [method: string]: { requestBody: { content: Record<string, { example: object }> } } }>
  >;
};

let service: Awaited<ReturnType<typeof schedulingInMemory>>;
beforeAll(async () => {
  service = await schedulingInMemory();
});
afterAll(() => service.close());

describe('an example on the API page', () => {
  it.each([new Date(), new Date('2031-12-31T23:59:59Z')])('is a body its route takes when pasted at %p', (at) =>
    expect(faultsOfExamples(schedulingService.controllers, at)).toEqual([]),
  );

  it('tells beside each parameter of a list what it is for', async () => {
    const page = (await service.request({}, 'GET', '/docs/openapi.json')).body;
    const { parameters } = page['paths']['/v1/agenda'].get as {
      readonly parameters: readonly { readonly name: string; readonly description?: string }[];
    };
    expect(parameters.map(({ name }) => name)).toEqual(['limit', 'cursor', 'atLeast', 'from', 'to']);
    expect(parameters.filter(({ description = '' }) => description === '')).toEqual([]);
  });

  it('lets two people who said the example hours meet at the example times', async () => {
    const { paths } = (await service.request({}, 'GET', '/docs/openapi.json')).body as Page;
    const example = (path: string, method: string): object =>
      paths[path]?.[method]?.requestBody.content['application/json']?.example ?? {};
    const { availability, pair, book } = acting(service);
    const { mentor, mentee, mentorshipId } = await pair();
    for (const asker of [mentor, mentee]) await availability(asker, example('/v1/availability', 'put'));
    const booked = await book(mentee, { ...example('/v1/meetings', 'post'), mentorshipId });
    expect(booked.status).toBe(201);
    const body = example('/v1/meetings/{id}/move', 'post');
    const moved = await service.request(mentee, 'POST', `/v1/meetings/${booked.body['id']}/move`, { body });
    expect([moved.status, moved.body]).toMatchObject([200, { startsAt: expect.stringMatching(/T14:00:00Z$/) }]);
  });
});
