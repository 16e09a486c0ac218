import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditUnavailable, memoryAuditStorage } from '@telemachy/audit';
import { operatorAudit } from './operator-audit.ts';

let storage: ReturnType<typeof memoryAuditStorage>;
const entries = async (tenant: string): Promise<readonly unknown[]> => {
  const texts: string[] = [];
  for await (const block of storage.blocks({ tenant, service: 'goals' })) texts.push(...block.texts);
  return texts.map((text) => JSON.parse(text) as unknown);
};
beforeEach(() => {
  storage = memoryAuditStorage();
});

describe('what an operator takes out of a service', () => {
  const details = { operation: 'ops replay' };

  it('is written down once for each organization, before its first line', async () => {
    const order: string[] = [];
    const seen = {
      ...storage,
      add: async (...block: Parameters<typeof storage.add>) => {
        order.push(`entry of ${block[0].tenant}`);
        return storage.add(...block);
      },
    };
    const write = operatorAudit('goals', seen, 'ada').exporting(async (line) => void order.push(line), details);
    for (const [line, tenant] of [
      ['1', 'north'],
      ['2', 'south'],
      ['3', 'north'],
    ] as const)
      await write(line, tenant);
    expect(order).toEqual(['entry of north', '1', 'entry of south', '2', '3']);
    expect(await entries('north')).toMatchObject([
      {
        kind: 'exported',
        actor: 'operator:ada',
        details: { operation: 'ops replay', outcome: 'allowed', by: ['operator'] },
      },
    ]);
  });

  it('is not given where it cannot be written down', async () => {
    const lines: string[] = [];
    const away = { ...storage, add: async () => Promise.reject(new AuditUnavailable('away')) };
    const write = operatorAudit('goals', away, 'ada').exporting(async (line) => void lines.push(line), details);
    await expect(write('1', 'north')).rejects.toThrow(AuditUnavailable);
    expect(lines).toEqual([]);
  });
});
