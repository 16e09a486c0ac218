import { describe, expect, it } from '@jest/globals';
import type { Fact } from '@telemachy/kernel';
import type { StoreUnderTest } from './event-store.contract.ts';
import type { Meta } from './port.ts';
import { asked, aStream, aTenant, goalSet, progressed, codesNoted } from './testing/sample.ts';

class Measured {
  readonly kind = 'yes-no';
  readonly evidence = 'e';
}
class Words extends Array<string> {}
const changing = (): Record<string, unknown> => {
  let n = 0;
  return {
    get n() {
      return (n += 1);
    },
  };
};
const cycle = (): Record<string, unknown> => {
  const own: Record<string, unknown> = {};
  own['own'] = own;
  return own;
};

/** What no store takes; nothing is stored then. */
export const refusalContract = (given: () => StoreUnderTest): void => {
  describe('refusing a commit', () => {
    const refusalOf = async (facts: readonly Fact[], answer?: unknown): Promise<unknown> => {
      const { store } = given();
      const { head } = await store.load(aTenant, aStream());
      const refusal: unknown = await store.append(head, facts, asked({ answer })).then(
        () => 'was taken',
        (error: unknown) => error,
      );
      expect((await store.load(aTenant, head.stream)).facts).toEqual([]);
      return refusal;
    };

    it.each<[string, Fact[], { why: string; field: unknown }]>([
      ['of no facts', [], { why: 'no-facts', field: 'facts' }],
      ['of 101 facts', Array.from({ length: 101 }, () => progressed(1)), { why: 'too-many-facts', field: 'facts' }],
      [
        'over 1 MiB',
        Array.from({ length: 60 }, () => codesNoted({ long: 'x'.repeat(20_000) })),
        { why: 'too-large', field: 'facts' },
      ],
      [
        'with a fact over 1 MiB',
        [progressed(1), goalSet({ text: 'ä'.repeat(600_000) })],
        { why: 'too-large', field: 'facts[1].data' },
      ],
      [
        'with a type outside the catalogue',
        [goalSet(), { type: 'sample.goal-forgotten.v1', data: {} }],
        { why: 'unknown-type', field: 'facts[1].type' },
      ],
      [
        'with a version from the future',
        [{ ...goalSet(), type: 'sample.goal-set.v2' }],
        { why: 'unknown-type', field: 'facts[0].type' },
      ],
      ['with a missing field', [goalSet({ text: undefined })], { why: 'bad-data', field: 'facts[0].data.text' }],
      ['with a value of the wrong type', [goalSet({ text: 7 })], { why: 'bad-data', field: 'facts[0].data.text' }],
      ['with an unknown field', [goalSet({ colour: 'red' })], { why: 'bad-data', field: 'facts[0].data.colour' }],
      [
        'with an unknown field further in',
        [goalSet({ measure: { kind: 'yes-no', evidence: 'e', colour: 'red' } })],
        { why: 'bad-data', field: 'facts[0].data.measure.colour' },
      ],
      ['with a Date', [goalSet({ setAt: new Date(0) })], { why: 'bad-value', field: 'facts[0].data.setAt' }],
      ['with NaN', [progressed(Number.NaN)], { why: 'bad-value', field: 'facts[0].data.value' }],
      ['with infinity', [progressed(Infinity)], { why: 'bad-value', field: 'facts[0].data.value' }],
      ['with -0', [progressed(-0)], { why: 'bad-value', field: 'facts[0].data.value' }],
      ['with a whole number beyond 2^53', [progressed(2 ** 53)], { why: 'bad-value', field: 'facts[0].data.value' }],
      ['with a getter', [codesNoted(changing())], { why: 'bad-value', field: 'facts[0].data.codes.n' }],
      ['with a proxy', [codesNoted(new Proxy({}, {}))], { why: 'bad-value', field: 'facts[0].data.codes' }],
      ['with a cycle', [codesNoted(cycle())], { why: 'bad-value', field: expect.stringContaining('.codes.own.own') }],
      [
        'with a field named by a symbol',
        [codesNoted({ [Symbol('n')]: 1 })],
        { why: 'bad-value', field: 'facts[0].data.codes' },
      ],
      [
        'with an instance of a class',
        [goalSet({ measure: new Measured() })],
        { why: 'bad-value', field: 'facts[0].data.measure' },
      ],
      [
        'with a subclass of an array',
        [goalSet({ text: new Words() })],
        { why: 'bad-value', field: 'facts[0].data.text' },
      ],
      ['with bytes', [goalSet({ text: Buffer.from('x') })], { why: 'bad-value', field: 'facts[0].data.text' }],
      ['with a BigInt', [codesNoted({ n: 2n ** 60n })], { why: 'bad-value', field: 'facts[0].data.codes.n' }],
      [
        'with undefined in an array',
        [goalSet({ text: [1, undefined] })],
        { why: 'bad-value', field: 'facts[0].data.text[1]' },
      ],
      ['with a hole in an array', [goalSet({ text: Array(1) })], { why: 'bad-value', field: 'facts[0].data.text[0]' }],
      ['with a function', [goalSet({ text: () => 'x' })], { why: 'bad-value', field: 'facts[0].data.text' }],
      ['with a Map', [goalSet({ measure: new Map() })], { why: 'bad-value', field: 'facts[0].data.measure' }],
    ])('%s', async (_, facts, expected) => {
      const refusal = await refusalOf(facts);
      expect(refusal).toMatchObject({ name: 'CommitRefused', ...expected });
      expect((refusal as { remedy: string }).remedy).not.toBe('');
    });

    it('with an answer that JSON cannot carry', async () => {
      expect(await refusalOf([goalSet()], { at: new Date(0) })).toMatchObject({ why: 'bad-value', field: 'answer.at' });
    });

    it('with a command id that is no UUID', async () => {
      const { store } = given();
      const { head } = await store.load(aTenant, aStream());
      const command = { id: 'retry-1', bodyHash: 'x' };
      await expect(store.append(head, [goalSet()], asked({ command }))).rejects.toMatchObject({ why: 'bad-command' });
    });

    it.each<[string, object]>([
      ['correlationId', { actor: 'a' }],
      ['correlationId', { correlationId: '', actor: 'a' }],
      ['actor', { correlationId: 'c', actor: 7 }],
      ['causationId', { correlationId: 'c', actor: 'a', causationId: 'x'.repeat(1001) }],
      ['traceparent', { correlationId: 'c', actor: 'a', traceparent: new Date(0) }],
    ])('with a faulty %s', async (field, meta) => {
      const { store } = given();
      const { head } = await store.load(aTenant, aStream());
      const appending = store.append(head, [goalSet()], asked({ meta: meta as Meta }));
      await expect(appending).rejects.toMatchObject({ why: 'bad-meta', field: `meta.${field}` });
      expect((await store.load(aTenant, head.stream)).facts).toEqual([]);
    });

    it('not for an optional field that is undefined, which is left out', async () => {
      const { store } = given();
      const { head } = await store.load(aTenant, aStream());
      expect((await store.append(head, [goalSet({ dueOn: undefined })], asked())).outcome).toBe('appended');
      const { facts } = await store.load(aTenant, head.stream);
      expect(Object.keys(facts[0]?.event.data as object)).not.toContain('dueOn');
    });
  });
};
