/** The key of these words was destroyed: nobody reads them any more, and nothing more is sealed for this subject. */
export class Forgotten extends Error {
  override readonly name = 'Forgotten';
  constructor(kind: string, id: string) {
    super(`the key of ${kind} ${id} was destroyed: its words cannot be read, and no more can be kept`);
  }
}

/** Keys cannot be read just now: the key database or the master key is out of reach. Everything that needs no words goes on. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** The master key is not the one by which the keys were wrapped. */
export class WrongMasterKey extends Error {
  override readonly name = 'WrongMasterKey';
  constructor(needed: string, given: readonly string[]) {
    super(
      `the key database needs the master key ${needed}, and ${given.length === 0 ? 'none' : given.join(', ')} was given: ` +
        'put back the master key that was in use, or restore the key database that belongs to this one',
    );
  }
}

/** A box that does not open: damaged, or moved here from another subject, fact or organization. */
export class DoesNotOpen extends Error {
  override readonly name = 'DoesNotOpen';
}

/** Nobody granted this: a fault of whoever calls, not of a person who asks. */
export class NotGranted extends Error {
  override readonly name = 'NotGranted';
}

/** Keys are being put back from a backup, and who was forgotten since it was taken may have theirs again: nothing is opened until that is over. */
export class RestoreUnfinished extends Error {
  override readonly name = 'RestoreUnfinished';
  constructor(backup: string) {
    super(
      `the restore of backup ${backup} into the key database was begun and not finished: ` +
        'give npm run ops -- restore DIR --replace again, and start the services when it has come to its end',
    );
  }
}
