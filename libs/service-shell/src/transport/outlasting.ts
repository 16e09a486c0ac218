import { StoreUnavailable } from '@telemachy/event-store';
import type { Dispatch } from '@telemachy/processes';
import { isUnavailable } from '../mongo/unavailable.ts';

/** A process's commands outlast an outage, whoever noticed it: read models, uploads and topics fail in words of their own, and none of them is a reason to give up. */
export const outlasting =
  <Command>(dispatch: Dispatch<Command>): Dispatch<Command> =>
  async (command, identity, meta, tenant) => {
    try {
      return await dispatch(command, identity, meta, tenant);
    } catch (error) {
      if (error instanceof StoreUnavailable || !isUnavailable(error)) throw error;
      throw new StoreUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
    }
  };
