/** `Streams` of messages and of preferences, as the HTTP edge commands them. */
export const MESSAGES = Symbol('messages');
export const PREFERENCES = Symbol('preferences');
/** `Inboxes` */
export const INBOXES = Symbol('inboxes');
/** `Wording` */
export const WORDING = Symbol('wording');
