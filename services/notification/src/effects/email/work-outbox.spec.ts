import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bodyHashOf, commandHandler, createdIdFrom, memoryEventStore, StoreUnavailable } from '@telemachy/event-store';
import type { EventStore } from '@telemachy/event-store';
import { silent } from '@telemachy/event-log';
import type { PersonId } from '@telemachy/contracts';
import type { MessageFact } from '@telemachy/contracts/notification';
import type { Recorded } from '@telemachy/kernel';
import { eventually } from '@telemachy/testing';
import { message } from '../../domain/message.ts';
import { messageIdOf } from '../../message-id.ts';
import { outbox } from '../../read-models/outbox/outbox.projection.ts';
import type { Waiting } from '../../read-models/outbox/outbox.projection.ts';
import type { Claims } from './claims.ts';
import { deliverer } from './deliver.ts';
import type { Addressee } from './deliver.ts';
import type { Delivery, Mail } from './mailer.ts';
import { workOutbox } from './work-outbox.ts';
import type { OutboxWork } from './work-outbox.ts';

const tenant = 'acme';
const recipientId = '3f8e1c52-0c1d-5a3e-8f21-6a8e2f4b7c90' as PersonId;
const partnerId = '1a2b3c4d-5e6f-5a7b-8c9d-0e1f2a3b4c5d' as PersonId;
const monday = '2026-11-23T09:00:00.000Z';
const friday = '2026-11-27T09:00:00.000Z';
const people: Record<string, Addressee> = {
  [recipientId]: { name: 'Ben', email: 'ben@example.test', zone: 'Europe/Berlin' },
  [partnerId]: { name: 'Ada', email: 'ada@example.test', zone: 'UTC' },
};

const world = () => {
  const store = memoryEventStore();
  const messages = commandHandler({ store, kind: 'message', decider: message });
  const held = new Set<string>();
  const mails: Mail[] = [];
  const state = {
    now: monday,
    answer: (): Delivery => ({ outcome: 'sent' }),
    addressees: people,
    /** The read model shows the facts up to here. */
    seen: Number.POSITIVE_INFINITY,
    appendFails: 0,
  };
  const claims: Claims = {
    take: (id) => Promise.resolve(!held.has(id) && held.add(id) !== undefined),
    release: (id) => Promise.resolve(void held.delete(id)),
  };
  const facts = async () => (await store.readAll(0, 1000)) as readonly Recorded<MessageFact>[];
  const rows = async (): Promise<readonly Waiting[]> => {
    const documents = new Map<string, Waiting>();
    for (const fact of (await facts()).slice(0, state.seen)) {
      const key = outbox.keyOf(fact) ?? '';
      const after = outbox.apply(documents.get(key), fact);
      if (after === undefined) documents.delete(key);
      else documents.set(key, after);
    }
    return [...documents.values()].filter(({ dueAt }) => dueAt <= state.now);
  };
  const shaky: EventStore = {
    ...store,
    append: (...args) => {
      if (state.appendFails === 0) return store.append(...args);
      state.appendFails -= 1;
      return Promise.reject(new StoreUnavailable('as the test wants'));
    },
  };
  const work = (): OutboxWork =>
    workOutbox({
      people: async () => new Map(Object.entries(state.addressees)),
      due: async (_, limit) => (await rows()).slice(0, limit).map((row) => ({ tenant, row })),
      deliver: deliverer({
        messages: commandHandler({ store: shaky, kind: 'message', decider: message }),
        claims,
        mailer: {
          send: async (mail) => {
            mails.push(mail);
            await new Promise((resolve) => setTimeout(resolve, 2));
            return state.answer();
          },
          close: () => {},
        },
        portalUrl: 'https://mentoring.example',
        now: () => state.now,
      }),
      now: () => state.now,
      logger: silent,
      idleMs: 5,
    });
  /** Decides a reminder for Ben; the source tells several apart. */
  const decide = async (source = 1) => {
    const sourceFactId = `0f4d5c8f-2a11-5d0c-9a1b-${String(source).padStart(12, '0')}`;
    const messageId = messageIdOf({ sourceFactId, recipientId, topic: 'meetings', channel: 'email' });
    await messages.handle({
      tenant,
      id: messageId,
      command: {
        type: 'decide-message',
        messageId,
        recipientId,
        channel: 'email',
        template: 'meeting-reminder',
        about: { partnerId, partnerRole: 'mentor', startsAt: friday, endsAt: friday, meetingId: 'm' },
        sourceFactId,
        urgent: false,
        chosen: undefined,
        worthlessAfterAt: friday,
        at: monday,
      },
      identity: { id: createdIdFrom(messageId, 'decide'), bodyHash: bodyHashOf(source) },
      meta: { correlationId: messageId, actor: 'test' },
    });
    return messageId;
  };
  const told = async () => (await facts()).map(({ event }) => event.type.replace('notification.message-', ''));
  return { state, mails, work, decide, told };
};

describe('the outbox', () => {
  let { state, mails, work, decide, told } = world();
  let works: OutboxWork[] = [];
  const begin = (count = 1) => {
    works = Array.from({ length: count }, work);
  };
  beforeEach(() => {
    ({ state, mails, work, decide, told } = world());
  });
  afterEach(() => Promise.all(works.map((running) => running.stop())));

  it('sends a mail with names, the recipient’s clock and a link, and no more', async () => {
    await decide();
    begin();
    await eventually(async () => expect(await told()).toEqual(['decided.v1', 'sent.v1']));
    const [mail] = mails;
    expect(mail?.to).toEqual({ name: 'Ben', address: 'ben@example.test' });
    expect(mail?.letter.subject).toBe('Reminder: your meeting with Ada, Fri 27 Nov, 10:00');
    expect(mail?.letter.text).toContain('https://mentoring.example/meetings/m');
  });

  it('sends once what two workers find', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, source) => decide(source)));
    begin(3);
    await eventually(async () => expect((await told()).filter((type) => type === 'sent.v1')).toHaveLength(30));
    expect(mails).toHaveLength(30);
  });

  it('sends once what a read model that lags behind still shows', async () => {
    await decide();
    state.seen = 1;
    begin(2);
    await eventually(async () => expect(await told()).toContain('sent.v1'));
    const before = works.map((running) => running.status().sent);
    await decide(2);
    state.seen = Number.POSITIVE_INFINITY;
    await eventually(async () => expect((await told()).filter((type) => type === 'sent.v1')).toHaveLength(2));
    expect(before.reduce((sum, sent) => sum + sent, 0)).toBe(1);
    expect(mails).toHaveLength(2);
  });

  it('notes what it sent as soon as the store answers again, and does not send it anew', async () => {
    await decide();
    state.appendFails = 2;
    begin(2);
    await eventually(async () => expect(await told()).toEqual(['decided.v1', 'sent.v1']));
    expect(mails).toHaveLength(1);
  });

  it('tries again when it is time to', async () => {
    await decide();
    state.answer = () => ({ outcome: 'later', code: 'smtp-451' });
    begin();
    await eventually(async () => expect(await told()).toEqual(['decided.v1', 'failed.v1']));
    expect(mails).toHaveLength(1);
    state.answer = () => ({ outcome: 'sent' });
    state.now = '2026-11-23T09:01:13.000Z';
    await eventually(async () => expect(await told()).toEqual(['decided.v1', 'failed.v1', 'sent.v1']));
  });

  it('gives up what the server will not take', async () => {
    await decide();
    state.answer = () => ({ outcome: 'never', code: 'smtp-550' });
    begin();
    await eventually(async () => expect(await told()).toEqual(['decided.v1', 'failed.v1']));
    state.now = '2026-11-26T09:00:00.000Z';
    await decide(2);
    await eventually(async () => expect(mails).toHaveLength(2));
  });

  it('gives up what has no address', async () => {
    state.addressees = { [recipientId]: { name: 'Ben', email: undefined, zone: 'UTC' } };
    await decide();
    begin();
    await eventually(async () => expect(await told()).toEqual(['decided.v1', 'failed.v1']));
    expect(mails).toHaveLength(0);
  });

  it('waits for a recipient who is not known yet', async () => {
    state.addressees = {};
    await decide();
    begin();
    await eventually(async () => expect(await told()).toEqual(['decided.v1', 'failed.v1']));
    state.addressees = people;
    state.now = '2026-11-23T09:02:00.000Z';
    await eventually(async () => expect(await told()).toEqual(['decided.v1', 'failed.v1', 'sent.v1']));
  });

  it('drops what is of no use any more', async () => {
    await decide();
    state.now = friday;
    begin();
    await eventually(async () => expect(await told()).toEqual(['decided.v1', 'expired.v1']));
    expect(mails).toHaveLength(0);
  });

  it('keeps everything while no server answers, and sends it when one does', async () => {
    await Promise.all(Array.from({ length: 5 }, (_, source) => decide(source)));
    state.answer = () => ({ outcome: 'unreachable', code: 'esocket' });
    begin();
    await eventually(() => expect(works[0]?.status().state).toBe('waiting'));
    expect((await told()).filter((type) => type !== 'decided.v1')).toEqual([]);
    state.answer = () => ({ outcome: 'sent' });
    await eventually(async () => expect((await told()).filter((type) => type === 'sent.v1')).toHaveLength(5));
  });
});
