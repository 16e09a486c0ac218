import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { Body, Controller, Inject, Param, Post, Query } from '@nestjs/common';
import { CohortId, ImportId, Side } from '@telemachy/contracts';
import type { ColumnMapping } from '@telemachy/contracts/matching';
import { bodyHashOf } from '@telemachy/event-store';
import { Answer, Commanded, notFound, Operation, Problem, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { receive } from '../../imports/receive.ts';
import type { DraftedProgram } from '../../domain/program.ts';
import type { UploadStore } from '../../imports/upload-store.ts';
import type { Handlers } from '../../streams.ts';
import { HANDLERS, IMPORT_STREAMS, UPLOADS, type ImportStreams } from '../../tokens.ts';

const ImportPeople = z.strictObject({ role: Side.describe('As what the people of this file take part') });
type ImportPeople = z.infer<typeof ImportPeople>;

/** Where neither a cell nor the mapping says how many mentees a mentor takes, the rules do, as they are now. */
const mappingWithCapacity = ({ mappings, policies }: DraftedProgram, role: Side): ColumnMapping | undefined => {
  const mapping = mappings[role];
  const capacity = policies.at(-1)?.['defaultCapacity'];
  if (mapping === undefined || role === 'mentee' || typeof capacity !== 'number') return mapping;
  return { ...mapping, defaults: { capacity, ...mapping.defaults } };
};

type Target = { readonly mapping: ColumnMapping; readonly registrationOpen: boolean };

@Controller('v1/cohorts')
export class ImportPeopleController {
  constructor(
    @Inject(IMPORT_STREAMS) private readonly imports: ImportStreams,
    @Inject(HANDLERS) private readonly handlers: Pick<Handlers, 'programs' | 'cohorts' | 'imports'>,
    @Inject(UPLOADS) private readonly uploads: UploadStore,
  ) {}

  @Post(':id/import-people')
  @Operation('import-people', {
    heavy: true,
    summary: 'Import people from a CSV file into a cohort',
    description:
      'The file is the body. Columns are read by the program’s mapping; the same file again changes nothing. Answers when the file is stored; the import at `Location` tells how far it is, and each row that was not taken.',
    status: 202,
    consumes: 'text/csv',
    refusals: ['registration-not-open', 'mapping-not-set'],
  })
  async importPeople(
    @Param('id', { schema: CohortId }) cohortId: CohortId,
    @Query({ schema: ImportPeople }) { role }: ImportPeople,
    // eslint-disable-next-line no-restricted-syntax -- a file is a stream; each row is parsed as it is read
    @Body() body: unknown,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    if (!(body instanceof Readable)) throw new Problem(415, 'not-csv', 'Send the file as the body, as text/csv.');
    const { tenant } = context.access.caller;
    const { mapping, registrationOpen } = await this.#target(tenant, cohortId, role);
    const uploadId = randomUUID();
    const importId = ImportId.parse(context.createdId('import'));
    try {
      const { contentHash, bytes, layout, fault } = await receive(body, mapping, (slices) =>
        this.uploads.keep(tenant, uploadId, slices),
      );
      const identity = { id: context.identity.id, bodyHash: bodyHashOf([cohortId, role, contentHash]) };
      const file = { contentHash, bytes, uploadId, layout, mapping, ...(fault === undefined ? {} : { fault }) };
      const answer = await this.imports.perform(
        { ...context, identity },
        {
          id: importId,
          creates: true,
          command: { type: 'request-import', importId, cohortId, role, ...file, registrationOpen, at: context.at },
        },
      );
      return new Answer(202, answer.body, answer.headers);
    } finally {
      await this.#forgetUnlessAwaited(tenant, importId, uploadId);
    }
  }

  /** @throws Problem 404, or 409 where the program does not say how such files are read */
  async #target(tenant: string, cohortId: CohortId, role: Side): Promise<Target> {
    const { state: cohort } = await this.handlers.cohorts.load(tenant, cohortId);
    if (cohort.status === 'none') throw notFound();
    const { state: program } = await this.handlers.programs.load(tenant, cohort.programId);
    const mapping = program.status === 'none' ? undefined : mappingWithCapacity(program, role);
    if (mapping === undefined) {
      throw new Problem(409, 'mapping-not-set', `The program does not say how a file of ${role}s is read.`);
    }
    return { mapping, registrationOpen: cohort.status === 'registration' };
  }

  /** A file that no import waits for (a repeated or refused request, a broken connection, a file at fault) is not kept. */
  async #forgetUnlessAwaited(tenant: string, importId: ImportId, uploadId: string): Promise<void> {
    const { state } = await this.handlers.imports.load(tenant, importId);
    const awaited = state.status === 'running' && state.uploadId === uploadId;
    if (!awaited) await this.uploads.forget(tenant, uploadId);
  }
}
