import { commandHandler } from '@telemachy/event-store';
import type { Parts, Worker } from '@telemachy/service-shell';
import type { NotificationConfig } from '../../config.ts';
import { message } from '../../domain/message.ts';
import { outbox } from '../../read-models/outbox/outbox.projection.ts';
import { dueRows } from '../../read-models/outbox/outbox.store.ts';
import { Wording } from '../../wording.ts';
import { mongoClaims } from './claims.ts';
import { deliverer } from './deliver.ts';
import { workOutbox } from './work-outbox.ts';
import { smtpMailer } from './mailer.ts';

const now = (): string => new Date().toISOString();

/** The only part of the service that reaches a mail server; projections, processes and rebuilds have no way there. */
export const mailWorker = ({
  config,
  store,
  database,
  readModels,
  words,
  logger,
}: Parts<NotificationConfig>): Worker => {
  const wording = new Wording(readModels, words);
  let stop = async (): Promise<void> => {};
  return {
    name: 'mail',
    async start() {
      const mailer = smtpMailer({ url: config.TELEMACHY_SMTP_URL, from: config.TELEMACHY_MAIL_FROM });
      const deliver = deliverer({
        messages: commandHandler({ store, kind: 'message', decider: message }),
        claims: await mongoClaims(database),
        mailer,
        portalUrl: config.TELEMACHY_PORTAL_URL,
        now,
      });
      const worker = workOutbox({
        due: dueRows(readModels.of(outbox)),
        people: (tenant, ids) => wording.addressees({ tenant, operation: 'send-mail' }, ids),
        deliver,
        now,
        logger,
      });
      stop = async () => {
        await worker.stop();
        mailer.close();
      };
    },
    stop: () => stop(),
  };
};
