import type { Process } from '@telemachy/kernel';
import type { ConsiderMessage } from '../domain/message.ts';
import { messageIdOf } from '../message-id.ts';
import { remindOfMeetings } from './remind-of-meetings/remind-of-meetings.process.ts';
import { tellOfGoals } from './tell-of-goals/tell-of-goals.process.ts';
import { tellOfMatches } from './tell-of-matches/tell-of-matches.process.ts';
import { tellOfMeetings } from './tell-of-meetings/tell-of-meetings.process.ts';

/** Every process of this service; all of them have messages considered. */
// oxlint-disable-next-line typescript/no-explicit-any -- processes of all states stand in one list
export const notificationProcesses: readonly Process<any, any, ConsiderMessage>[] = [
  tellOfMatches(messageIdOf),
  tellOfMeetings(messageIdOf),
  tellOfGoals(messageIdOf),
  remindOfMeetings(messageIdOf),
];
