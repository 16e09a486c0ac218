import type { RefusalTable } from '@telemachy/service-shell';
import type { MessageRefusal } from '../domain/message.ts';
import type { PreferenceRefusal } from '../domain/preference.ts';

export const messageRefusals: RefusalTable<MessageRefusal> = {
  'message-not-found': { status: 404, detail: 'There is no such message.' },
  'message-not-for-sending': { status: 409, detail: 'This message is not on its way to anybody.' },
  'message-not-in-inbox': { status: 409, detail: 'This message does not stand in the inbox.' },
};

export const preferenceRefusals: RefusalTable<PreferenceRefusal> = {
  'setting-always-on': {
    status: 409,
    detail: 'Messages of this kind wait for your answer or concern your account; they always reach you here.',
    field: 'wanted',
  },
};
