import { spawn } from 'node:child_process';
import type { Actor, Addresses } from './http.ts';
import { all, until } from './http.ts';

type Mail = {
  readonly subject?: string;
  readonly to?: readonly { readonly address: string }[];
  readonly date?: string;
};

/** The mails that the SMTP server has taken for these people since the play began. */
export const mailsSince = async (addresses: Addresses, began: Date, people: ReadonlySet<string>): Promise<Mail[]> => {
  const response = await fetch(`${addresses.mail}/email`);
  const mails = (await response.json()) as Mail[];
  return mails.filter(
    (mail) =>
      new Date(mail.date ?? 0).getTime() >= began.getTime() - 2000 &&
      (mail.to ?? []).some(({ address }) => people.has(address.toLowerCase())),
  );
};

type Message = { readonly template: string; readonly sentAt?: string };

/** Waits until both people of the meeting that is 24 hours away have been reminded, in the inbox and by mail. */
export const waitForReminder = (
  addresses: Addresses,
  pair: readonly { readonly actor: Actor; readonly email: string }[],
  began: Date,
): Promise<number> =>
  until('the reminders of the meeting in 24 hours', 240, async () => {
    const mails = await mailsSince(addresses, began, new Set(pair.map(({ email }) => email)));
    const mailed = mails.filter((mail) => /reminder|tomorrow/i.test(mail.subject ?? '')).length;
    const inboxes = await Promise.all(pair.map(({ actor }) => all<Message>(actor, 'notification', '/v1/inbox')));
    const shown = inboxes.filter((inbox) => inbox.some(({ template }) => template === 'meeting-reminder')).length;
    return mailed >= pair.length && shown === pair.length ? mailed : undefined;
  });

/** Waits until no more mail comes, and answers how many there are; where there are pairs, some come. */
export const settledMails = async (
  addresses: Addresses,
  began: Date,
  { people, pairs }: { readonly people: number; readonly pairs: number },
  emails: ReadonlySet<string>,
): Promise<number> => {
  const quietMs = people > 200 ? 6000 : 3000;
  let before = -1;
  let quietSince = performance.now();
  return until('the mails to come in', 600, async () => {
    const now = (await mailsSince(addresses, began, emails)).length;
    if (now !== before) {
      before = now;
      quietSince = performance.now();
    }
    return (now > 0 || pairs === 0) && performance.now() - quietSince > quietMs ? now : undefined;
  });
};

export type Verified = { readonly holds: boolean; readonly events: number; readonly readModels: number };

/** Rebuilds every read model from the event stores and compares it with the live one: `npm run ops -- verify --json`. */
export const verifyReadModels = async (root: string): Promise<Verified> => {
  const child = spawn('npm', ['run', '--silent', 'ops', '--', 'verify', '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '') as Verified;
};
