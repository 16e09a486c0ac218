import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from '../stage/stage.ts';

type Stored = { readonly stream: string; readonly facts: readonly { readonly type: string; readonly data: string }[] };

/** How many mails the mail server has taken with each Message-ID, as the ids of messages. */
const mailsOf = async ({ dataDir }: Stage): Promise<ReadonlyMap<string, number>> => {
  const folder = join(dataDir, 'mail', 'mails');
  const mails = new Map<string, number>();
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.eml'))) {
    const id = /^message-id: <([^@>]+)@/im.exec(await readFile(join(folder, file), 'utf8'))?.[1] ?? file;
    mails.set(id, (mails.get(id) ?? 0) + 1);
  }
  return mails;
};

/** Mails beyond the first with the same Message-ID: only a crash between the mail server's word and the store may leave one. */
export const copiesOf = async (stage: Stage): Promise<number> =>
  [...(await mailsOf(stage)).values()].reduce((sum, count) => sum + count - 1, 0);

/** Messages that are said to be sent by mail, and of which there is no mail. */
export const mailsSent = async (stage: Stage): Promise<string[]> => {
  const mails = await mailsOf(stage);
  const byMail = new Set<string>();
  const sent = new Set<string>();
  const commits = stage.databaseOf('notification').collection<Stored>('commits');
  for await (const { stream, facts } of commits.find({ stream: /^message-/ }))
    for (const { type, data } of facts) {
      const id = stream.slice('message-'.length);
      if (type === 'notification.message-sent.v1') sent.add(id);
      if (type === 'notification.message-decided.v1' && (JSON.parse(data) as { channel: string }).channel === 'email')
        byMail.add(id);
    }
  return [...sent]
    .filter((id) => byMail.has(id) && !mails.has(id))
    .map((id) => `message ${id} was sent, but there is no mail`);
};
