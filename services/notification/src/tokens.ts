/** `Streams` of messages and of preferences, as the HTTP edge commands them. */
export const MESSAGES = Symbol('messages');
export const PREFERENCES = Symbol('preferences');
/** `Wording` */
export const WORDING = Symbol('wording');
