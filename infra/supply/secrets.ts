import { createHash } from 'node:crypto';

/** A kind of secret by the form it has, as its issuers publish it (the same forms that gitleaks looks for). */
type Rule = { readonly name: string; readonly form: RegExp };

/** One found. The text itself is told nowhere: whoever reads a log of the check would have it too. */
export type Found = { readonly rule: string; readonly line: number; readonly hash: string };

const rules: readonly Rule[] = [
  { name: 'private key', form: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,40}[A-Za-z0-9+/]{16}/g },
  { name: 'key of a cloud (AWS)', form: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g },
  { name: 'key of a cloud (Google)', form: /\bAIza[\w-]{35}\b/g },
  { name: 'token of GitHub', form: /\b(?:gh[pousr]_\w{36,255}|github_pat_\w{82})\b/g },
  { name: 'token of GitLab', form: /\bglpat-[\w-]{20,}/g },
  { name: 'token of npm', form: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { name: 'token of PyPI', form: /\bpypi-AgEIcHlwaS5vcmc[\w-]{50,}/g },
  { name: 'token of Slack', form: /\bxox[abeoprs]-[\w-]{10,}/g },
  { name: 'key of Stripe', form: /\b[rs]k_live_\w{20,}/g },
  { name: 'signed token (JWT)', form: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/g },
  {
    name: 'address with a password',
    form: /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/"'`<>$#{}[\]]{1,64}:([^\s:@/"'`<>${}[\]]{3,128})@[\w.[]/g,
  },
];
/** A name that says that its value is secret, and a value that looks as if chance had made it. */
const assigned =
  /(?:secret|passw(?:or)?d|token|api[_-]?key|master[_-]?key)["']?\s*[:=]\s*["'`]([\w+/=.-]{20,200})["'`]/gi;
/** Bits a character below which a text is words, not chance; gitleaks takes 3.5 for its generic rule. */
const chance = 3.5;

const entropyOf = (text: string): number => {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
};

const looksRandom = (text: string): boolean => /\d/.test(text) && /[a-z]/i.test(text) && entropyOf(text) > chance;

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Every secret in a text, in the order of its lines. */
export const secretsIn = (text: string): readonly Found[] => {
  const lineOf = (index: number): number => text.slice(0, index).split('\n').length;
  const byForm = rules.flatMap(({ name, form }) =>
    [...text.matchAll(form)].map((match) => ({ rule: name, line: lineOf(match.index), hash: hashOf(match[0]) })),
  );
  const byName = [...text.matchAll(assigned)]
    .filter(([, value = '']) => looksRandom(value))
    .map((match) => ({ rule: 'value of a secret name', line: lineOf(match.index), hash: hashOf(match[1] ?? '') }));
  return [...byForm, ...byName].toSorted((a, b) => a.line - b.line);
};

/** Found ones that nobody has looked at and called harmless. @param harmless reasons by hash */
export const unexplained = (found: readonly Found[], harmless: Readonly<Record<string, string>>): readonly Found[] =>
  found.filter(({ hash }) => harmless[hash] === undefined);
