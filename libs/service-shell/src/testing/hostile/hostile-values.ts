import { jsonValue, sample } from 'fast-check';

const long = (size: number): string => 'x'.repeat(size);

/** Times and dates at the edges of calendars, clocks and parsers. */
const times: readonly string[] = [
  '+275760-09-13T00:00:00Z',
  '+275760-09-12T23:59:00Z',
  '-271821-04-20T00:00:00Z',
  '+275760-09-12T23:59[Europe/Berlin]',
  '9999-12-31T23:59:59Z',
  '9999-12-31T23:59:59-23:59',
  '0000-01-01T00:00:00+23:59',
  '1970-01-01T00:00:00.000000001Z',
  '2027-02-30T10:00:00Z',
  '2016-12-31T23:59:60Z',
  '2027-03-28T02:30[Europe/Berlin]',
  '2027-10-31T02:30[Europe/Berlin]',
  '2027-03-15T09:30[Mars/Phobos]',
  '2027-03-15T09:30[!u-ca=hebrew]',
  '9999-12-31',
  '0000-01-01',
  '2027-02-30',
  '1582-10-10',
  'P1Y',
  '25:00',
  '24:00',
  'Mars/Phobos',
  'Etc/GMT+12',
  '+23:59',
];

/** Ids that exist nowhere, or are none. */
const ids: readonly string[] = [
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '0B7D6A52-58A1-5C3E-9A5E-3B8E5A1F0C11',
  '0b7d6a52-58a1-5c3e-9a5e-3b8e5a1f0c1',
  'meeting-0b7d6a52-58a1-5c3e-9a5e-3b8e5a1f0c11@0123456789abcdef01234567',
  'x@y',
  'bm90LW91cnM',
  Buffer.from('2026-01-01T00:00:00Z|$where').toString('base64url'),
];

/** Text that means something to somebody on the way. */
const texts: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\u202eevil',
  '👩‍👩‍👧‍👦'.repeat(200),
  '__proto__',
  'constructor',
  '$where',
  '{"$gt":""}',
  '../../etc/passwd',
  '%00',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  'a\r\nBcc: x@example.org',
  '1e309',
  '-0',
  '0x10',
  'NaN',
  'true',
];

/** Every text worth sending where a text is read: in an address, a query or a body. */
export const hostileTexts: readonly string[] = [...times, ...ids, ...texts];

const textual: readonly string[] = [...hostileTexts.map((text) => JSON.stringify(text)), JSON.stringify(long(100_000))];

const others: readonly string[] = [
  '"\\ud83d"',
  'null',
  'true',
  '0',
  '-0',
  '-1',
  '1.5',
  '1e308',
  '-1e308',
  '1e999',
  '5e-324',
  '9007199254740993',
  '[]',
  '{}',
  '[[]]',
  '{"$gt":""}',
  '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":{"a":1}}}',
  '{"toString":1,"length":-1,"then":1}',
  `${'['.repeat(2000)}${']'.repeat(2000)}`,
  `[${Array.from({ length: 2000 }, () => '{}').join(',')}]`,
];

/** Values of all kinds, as JSON, for a place in a body that holds this one where all is well; every text only where a text is read. */
export const hostileJson = (sound: unknown): readonly string[] =>
  typeof sound === 'string' ? [...textual, ...others] : ['""', '"1"', '"2027-03-15"', ...others];

/** For a place that takes the same as another, which is sent everything. */
export const hostileFew: readonly string[] = [
  '""',
  '"__proto__"',
  '"constructor"',
  '"\\u0000"',
  '"\\ud83d"',
  'null',
  '-1',
  '[]',
  '{"__proto__":{"a":1}}',
];

/** Bodies that a generator thought of; the same for the same seed. */
export const randomJson = (seed: number, count: number): readonly string[] =>
  sample(jsonValue({ maxDepth: 4 }), { seed, numRuns: count }).map((value) => JSON.stringify(value));

const afterFirstCell = (table: string): string => /,.*\n/.exec(table.split(/(?<=\n)/)[1] ?? '')?.[0] ?? '\n';

/** Files that are hardly a table, made from one that is. */
export const hostileFiles = (sound: string): readonly string[] => [
  '',
  '\ufeff',
  '\n'.repeat(1000),
  '\u0000',
  ','.repeat(10_000),
  long(1_000_000),
  '"',
  `"${sound}`,
  `\ufeff${sound}`,
  sound.replaceAll('\n', '\r'),
  sound.replaceAll(',', ';'),
  `${sound}${sound}`,
  `${sound},,,,,,,,,,,,,,,,,,,,\n`,
  [sound, ...hostileTexts.map((text) => `"${text.replaceAll('"', '""')}"${afterFirstCell(sound)}`)].join(''),
];

/** `Idempotency-Key` and `If-Match` as no client of ours would send them. */
export const hostileHeaders: readonly (readonly [string, string])[] = [
  ...['a b', long(256), '"', 'ü'].map((value) => ['Idempotency-Key', value] as const),
  ...['3', 'W/"3"', '""', '"-1"', '"999999999"', '"9999999999"', '"1", "2"', long(1000)].map(
    (value) => ['If-Match', value] as const,
  ),
];
