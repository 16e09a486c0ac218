import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ShellConfig } from '../config.ts';

const page = readFileSync(new URL('../../../../docs/security.md', import.meta.url), 'utf8');
const [, limits = ''] = /\n## Limits\n([^]*?)\n## /.exec(page) ?? [];
const listed = new Map(
  [...limits.matchAll(/\| `(TELEMACHY_\w+)` +\| (\d+) +\|/g)].map(([, name = '', usual]) => [name, Number(usual)]),
);
const isLimit = (name: string): boolean => /^TELEMACHY_(?:RATE_|QUERY_)/.test(name) && name !== 'TELEMACHY_RATE_LIMITS';

describe('the page on security', () => {
  it('names each limit by its setting, with its usual value', () => {
    const { properties = {} } = z.toJSONSchema(ShellConfig, { io: 'input', unrepresentable: 'any' });
    const usual = Object.entries(properties)
      .filter(([name]) => isLimit(name))
      .map(([name, schema]) => [name, typeof schema === 'object' ? schema.default : undefined] as const);
    expect(usual.length).toBeGreaterThan(9);
    expect([...listed].toSorted()).toEqual(usual.toSorted());
  });
});
