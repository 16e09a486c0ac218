import type { Command } from '../command.ts';
import type { RebuiltOfService } from '../rebuild/rebuild.ts';
import type { ServiceStatus } from '../status.ts';
import type { VerifiedService } from '../verify.ts';
import { printedPark } from './printed-park.ts';
import { printedRebuilt } from './printed-rebuilt.ts';
import { printedStatus } from './printed-status.ts';
import { joinedVerified, printedVerified } from './printed-verified.ts';

/** What is told of the answers of the services, and whether what was asked for holds. */
export type Told = { readonly text: string; readonly holds: boolean };

const inOneLine = (value: object): string => JSON.stringify(value);

/** For a person to read, or with `--json` as one object in one line. */
export const printed = ({ verb, json, services, args }: Command, answers: readonly unknown[]): Told => {
  switch (verb) {
    case 'status': {
      const statuses = answers as readonly ServiceStatus[];
      const text = json ? inOneLine({ services: statuses }) : printedStatus(statuses);
      return { text, holds: answers.length === services.length };
    }
    case 'verify': {
      const joined = joinedVerified(answers as readonly VerifiedService[], services.length);
      return { text: json ? inOneLine(joined) : printedVerified(joined), holds: joined.holds };
    }
    case 'rebuild': {
      const rebuilt = (answers as readonly RebuiltOfService[])[0];
      if (rebuilt === undefined) return { text: '', holds: false };
      return { text: json ? inOneLine(rebuilt) : printedRebuilt(rebuilt), holds: rebuilt.live };
    }
    case 'park':
      return printedPark(args, answers, json, services.length);
    case 'replay':
      return { text: '', holds: true };
  }
};
