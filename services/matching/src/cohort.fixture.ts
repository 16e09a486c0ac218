import { readFileSync } from 'node:fs';
import type { Client } from '@telemachy/service-shell/testing';

/** A file of the civil-service sample. */
export const sample = (name: string): string =>
  readFileSync(new URL(`../../../test/data/mentor-match-small/${name}`, import.meta.url), 'utf8');
export const sampleJson = (name: string): never => JSON.parse(sample(name)) as never;

export type Page<Item> = { readonly items: readonly Item[]; readonly next?: string };
export const idOf = (response: { body: never }): string => (response.body as { id: string }).id;
export const word = (response: { body: never }): string =>
  (response.body as { type: string }).type.replace('urn:telemachy:problem:', '');

const done = async (asked: Promise<{ status: number; body: never }>): Promise<{ status: number; body: never }> => {
  const response = await asked;
  if (response.status < 300) return response;
  throw new Error(`${response.status}: ${JSON.stringify(response.body)}`);
};

/** What a coordinator does before people come in, by HTTP. */
export const coordinatorOf = (client: Client) => {
  const draftProgram = async (): Promise<string> => {
    const programId = idOf(await done(client.post('/v1/programs', { name: 'Reach', purpose: 'Grow.' })));
    const mapping = sampleJson('mapping.json') as { mentor: object; mentee: object };
    const path = `/v1/programs/${programId}`;
    await done(client.post(`${path}/change-rules`, { policy: sampleJson('policy.json') }));
    await done(client.post(`${path}/change-mapping`, { role: 'mentor', mapping: mapping.mentor }));
    await done(client.post(`${path}/change-mapping`, { role: 'mentee', mapping: mapping.mentee }));
    await done(client.post(`${path}/change-agreement-template`, { template: sampleJson('agreement.json') }));
    return programId;
  };
  const draftCohort = async (): Promise<string> => {
    const programId = await draftProgram();
    const dates = { startsOn: '2027-03-01', endsOn: '2027-08-31' };
    return idOf(await done(client.post('/v1/cohorts', { programId, name: 'Spring', ...dates })));
  };
  const openCohort = async (): Promise<string> => {
    const cohortId = await draftCohort();
    await done(client.post(`/v1/cohorts/${cohortId}/open-registration`));
    return cohortId;
  };
  const send = (cohortId: string, role: string, file: string, headers: Readonly<Record<string, string>> = {}) =>
    client.post(`/v1/cohorts/${cohortId}/import-people?role=${role}`, file, { 'content-type': 'text/csv', ...headers });
  return { draftProgram, draftCohort, openCohort, send };
};

/** All items of a list, page by page. */
export const everyItem = async <Item>(client: Client, path: string, limit = 20): Promise<Item[]> => {
  const items: Item[] = [];
  for (let cursor = ''; ;) {
    const page = (await client.get(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor}`))
      .body as Page<Item>;
    items.push(...page.items);
    if (page.next === undefined) return items;
    cursor = `&cursor=${page.next}`;
  }
};
