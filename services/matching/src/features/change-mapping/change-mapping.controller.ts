import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ProgramId, Side } from '@telemachy/contracts';
import { Commanded, Operation, Problem, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { faultsOfMapping, type MappingFault } from '../../domain/mapping-faults.ts';
import { openColumns } from '../../domain/secrets.ts';
import { namingOpenColumns } from '../open-columns.ts';
import { Advice, rulesAdvice } from '../rules-advice.ts';
import type { Handlers } from '../../streams.ts';
import { HANDLERS, PROGRAM_STREAMS, type ProgramStreams } from '../../tokens.ts';

const name = z
  .string()
  .trim()
  .regex(/^\P{Cc}{1,200}$/u, 'expected 1 to 200 characters, no tabs or line breaks');
/** Attributes become keys of documents and objects. */
const attribute = z
  .string()
  .regex(
    /^\p{L}(?:[\p{L}\p{N} _-]{0,98}[\p{L}\p{N}_-])?$/u,
    'expected a letter, then letters, digits, spaces, "_" or "-", no space at the end, 100 at most',
  )
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
      defaults: z
        .record(
          attribute,
          z.union([z.string().max(1000), z.number()], {
            error: 'expected a text of at most 1000 characters, or a number',
          }),
        )
        .optional(),
    }),
  })
  .meta({ id: 'ChangeMapping' });
type ChangeMapping = z.infer<typeof ChangeMapping>;
const MappingChanged = z
  .object({ id: ProgramId, version: z.int(), advice: z.array(Advice) })
  .meta({ id: 'MappingChanged' });

const details: Readonly<Record<MappingFault, string>> = {
  'mapping-names-nobody': 'A column must lead to email or employeeId, by which people are told apart.',
  'mapping-without-name': 'A column must lead to givenName or familyName.',
  'mapping-feeds-twice': 'Two columns lead to the same field.',
  'mapping-hides-own-field':
    'Names, addresses, capacity and manager are used and shown as such; they cannot be sensitive.',
  'mapping-splits-own-field': 'This field has one value; leave the separator out.',
  'mapping-opens-sensitive-column': 'Another entry marks this column sensitive; mark it so here, too.',
  'mapping-default-capacity': 'A capacity is a whole number from 0 to 1000.',
  'mapping-default-identity': 'A default would make one person of all who have none of their own.',
};

@Controller('v1/programs')
export class ChangeMappingController {
  constructor(
    @Inject(PROGRAM_STREAMS) private readonly programs: ProgramStreams,
    @Inject(HANDLERS) private readonly handlers: Pick<Handlers, 'programs'>,
  ) {}

  @Post(':id/change-mapping')
  @Operation('change-mapping', {
    summary: 'Say which column of a file becomes which attribute; every later import uses it',
    description: '`advice` names rules that look at what no column leads to now.',
    answer: MappingChanged,
    refusals: [...Object.keys(details), 'rules-show-sensitive-answers', 'mapping-shows-sensitive-answers'],
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
    const faults = faultsOfMapping(mapping);
    const [first] = faults;
    if (first !== undefined) {
      const errors = faults.map(({ fault, path }) => ({
        in: 'body' as const,
        path: `mapping.${path}`,
        message: details[fault],
      }));
      throw new Problem(422, first.fault, details[first.fault], { errors });
    }
    const performing = this.programs.perform(context, {
      id: programId,
      command: { type: 'change-mapping', role, mapping, at: context.at },
      answer: (_, state) => ({ advice: rulesAdvice(state) }),
    });
    return performing.catch(async (error: unknown) => {
      const found = async () => {
        const { state } = await this.handlers.programs.load(context.access.caller.tenant, programId);
        return state.status === 'none' ? [] : openColumns(state.policies.at(-1), { [role]: mapping });
      };
      throw await namingOpenColumns(error, found, ({ columnAt }) => `mapping.columns.${columnAt}.as`);
    });
  }
}
