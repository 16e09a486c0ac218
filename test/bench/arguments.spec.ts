import { describe, expect, it } from '@jest/globals';
import { asked, partNames } from './arguments.ts';

describe('npm run bench', () => {
  it('runs every part in full size where nothing is named', () => {
    expect(asked([])).toEqual({ parts: partNames, json: false, write: false, size: 'full' });
  });

  it('runs the parts that are named', () => {
    expect(asked(['relay', 'http', '--json', '--size', 'brief'])).toEqual({
      parts: ['relay', 'http'],
      json: true,
      write: false,
      size: 'brief',
    });
  });

  it.each([
    ['a part that does not exist', ['replay'], 'there is no part "replay"'],
    ['a size that does not exist', ['--size', 'huge'], 'there is no size "huge"'],
    ['an option that does not exist', ['--fast'], "Unknown option '--fast'"],
    ['a page of one part', ['append', '--write'], 'the page holds one whole run'],
    ['a page of a shorter run', ['--write', '--size', 'tiny'], 'the page holds one whole run'],
  ])('refuses %s', (_, args, message) => {
    expect(() => asked(args)).toThrow(message);
  });
});
