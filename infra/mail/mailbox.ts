import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';

export interface Correspondent {
  readonly name: string;
  readonly address: string;
}

/** A mail as the list shows it. */
export interface MailSummary {
  readonly id: string;
  readonly subject: string;
  readonly from: Correspondent;
  readonly to: readonly Correspondent[];
  /** When it arrived, RFC 3339. */
  readonly date: string;
}

/** A mail with its content. */
export interface Mail extends MailSummary {
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly content: string;
  }[];
}

/** Keeps mails as files (`<arrival>-<id>.eml`) so that they outlive a restart. */
export class Mailbox {
  readonly #folder: string;
  readonly #summaries: MailSummary[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens a folder with the mails that are in it already. */
  static async open(folder: string): Promise<Mailbox> {
    const mailbox = new Mailbox(folder);
    await mkdir(folder, { recursive: true });
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort()) {
      mailbox.#summaries.push(summaryOf(file.slice(0, -4), await parse(join(folder, file))));
    }
    return mailbox;
  }

  /** All mails, newest first. */
  list(): MailSummary[] {
    return this.#summaries.toReversed();
  }

  /** Keeps a mail; once this resolves it is on disk. @param raw as SMTP brought it */
  async keep(raw: Buffer): Promise<void> {
    const id = `${new Date().toISOString().replaceAll(':', '.')}-${randomUUID().slice(0, 8)}`;
    const file = this.#fileOf(id);
    await writeFile(`${file}.part`, raw, { mode: 0o600 });
    await rename(`${file}.part`, file);
    this.#summaries.push(summaryOf(id, await PostalMime.parse(raw)));
  }

  /** @returns undefined when there is no such mail */
  async read(id: string): Promise<Mail | undefined> {
    const summary = this.#summaries.find((mail) => mail.id === id);
    if (summary === undefined) return undefined;
    const { text = '', html = '', attachments } = await parse(this.#fileOf(id), 'utf8');
    return {
      ...summary,
      text,
      html,
      attachments: attachments.map(({ filename, mimeType, content }) => ({
        filename: filename ?? 'unnamed',
        contentType: mimeType,
        content: String(content),
      })),
    };
  }

  /** Removes every mail. */
  async empty(): Promise<void> {
    const removed = this.#summaries.splice(0);
    await Promise.all(removed.map(({ id }) => rm(this.#fileOf(id), { force: true })));
  }

  #fileOf(id: string): string {
    return join(this.#folder, `${id}.eml`);
  }
}

async function parse(file: string, attachmentEncoding: 'utf8' | 'arraybuffer' = 'arraybuffer') {
  return PostalMime.parse(await readFile(file), { attachmentEncoding });
}

function summaryOf(id: string, { subject = '', from, to = [] }: Awaited<ReturnType<typeof parse>>): MailSummary {
  const arrival = id.slice(0, 24);
  return {
    id,
    subject,
    from: { name: from?.name ?? '', address: from?.address ?? '' },
    to: to.map(({ name, address = '' }) => ({ name, address })),
    date: `${arrival.slice(0, 13)}:${arrival.slice(14, 16)}:${arrival.slice(17)}`,
  };
}
