import { CommitRefused } from './errors.ts';
import { isUuid } from './names.ts';
import type { CommandIdentity } from './port.ts';

/** @throws CommitRefused */
export const checkCommand = ({ id, bodyHash }: CommandIdentity): void => {
  if (!isUuid(id) || !/^[0-9a-f]{64}$/.test(bodyHash))
    throw new CommitRefused(
      'bad-command',
      'command',
      'the id is no lower-case UUID or the hash no SHA-256 in hex',
      'Make them with commandIdFrom or identityOfReaction, and bodyHashOf',
    );
};
