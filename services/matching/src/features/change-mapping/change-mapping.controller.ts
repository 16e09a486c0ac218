import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ProgramId, Side } from '@telemachy/contracts';
import { Commanded, Operation, Problem, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { faultOfMapping, type MappingFault } from '../../domain/person-row.ts';
import { PROGRAM_STREAMS, type ProgramStreams } from '../../tokens.ts';

const name = z.string().trim().min(1).max(200);
/** Attributes become keys of documents and objects. */
const attribute = z
  .string()
  .regex(/^\p{L}[\p{L}\p{N} _-]{0,99}$/u, 'expected a letter, then letters, digits, spaces, "_" or "-"')
  .refine((to) => !(to in Object.prototype), 'this word has a meaning of its own');
const ChangeMapping = z
  .strictObject({
    role: Side,
    mapping: z.strictObject({
      columns: z
        .array(
          z.strictObject({
            column: name.describe('As the header names it; its case does not matter'),
            to: attribute.describe('email, employeeId, givenName, familyName, capacity, manager, or any attribute'),
            separator: z.string().min(1).max(5).optional().describe('Splits a cell into a list'),
            as: z.enum(['hr', 'answer', 'sensitive']),
          }),
        )
        .max(500),
      defaults: z.record(attribute, z.union([z.string().max(1000), z.number()])).optional(),
    }),
  })
  .meta({ id: 'ChangeMapping' });
type ChangeMapping = z.infer<typeof ChangeMapping>;

const details: Readonly<Record<MappingFault, string>> = {
  'mapping-names-nobody': 'A column must lead to email or employeeId, by which people are told apart.',
  'mapping-without-name': 'A column must lead to givenName or familyName.',
  'mapping-feeds-twice': 'Two columns lead to the same field.',
};

@Controller('v1/programs')
export class ChangeMappingController {
  constructor(@Inject(PROGRAM_STREAMS) private readonly programs: ProgramStreams) {}

  @Post(':id/change-mapping')
  @Operation('change-mapping', {
    summary: 'Say which column of a file becomes which attribute; every later import uses it',
    refusals: Object.keys(details),
    example: {
      role: 'mentor',
      mapping: {
        columns: [
          { column: 'email address', to: 'email', as: 'hr' },
          { column: 'first name', to: 'givenName', as: 'hr' },
          { column: 'grade', to: 'grade', as: 'hr' },
          { column: 'characteristics', to: 'identity', as: 'sensitive' },
        ],
        defaults: { capacity: 1 },
      },
    },
  })
  async changeMapping(
    @Param('id', { schema: ProgramId }) programId: ProgramId,
    @Body({ schema: ChangeMapping }) { role, mapping }: ChangeMapping,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const fault = faultOfMapping(mapping);
    if (fault !== undefined) {
      const errors = [{ in: 'body' as const, path: 'mapping.columns', message: details[fault] }];
      throw new Problem(422, fault, details[fault], { errors });
    }
    return this.programs.perform(context, {
      id: programId,
      command: { type: 'change-mapping', role, mapping, at: context.at },
    });
  }
}
