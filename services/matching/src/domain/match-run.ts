import type { MatchRunFact } from '@telemachy/contracts/matching';
import type { Decider } from '@telemachy/kernel';
import { accept, refuse } from '@telemachy/kernel';
import type {
  CompleteRun,
  FailRematch,
  FailRun,
  MatchRun,
  MatchRunCommand,
  MatchRunRefusal,
  PublishRun,
  RecordPairs,
  RecordRematch,
  RecordUnmatched,
  RequestRematch,
  RequestRun,
  RequestedRun,
  TakeSnapshot,
} from './match-run-commands.ts';

const request = (command: RequestRun, state: MatchRun) => {
  const { type: _type, at, ...data } = command;
  if (state.status !== 'none') {
    const already = state.cohortId === data.cohortId && state.seed === data.seed;
    return already ? accept() : refuse('run-already-requested');
  }
  return accept({ type: 'matching.match-run-requested.v1', data: { ...data, requestedAt: at } });
};

const takeSnapshot = ({ type: _type, at, ...snapshot }: TakeSnapshot, state: RequestedRun) => {
  if (state.snapshotHash !== undefined) {
    const { snapshotHash, openSnapshotHash = snapshot.openSnapshotHash } = state;
    const unchanged = snapshotHash === snapshot.snapshotHash && openSnapshotHash === snapshot.openSnapshotHash;
    return unchanged ? accept() : refuse('snapshot-changed');
  }
  if (state.status !== 'running') return refuse('run-over');
  const { matchRunId, cohortId } = state;
  const data = { matchRunId, cohortId, ...snapshot, takenAt: at };
  return accept({ type: 'matching.match-run-snapshot-taken.v1', data });
};

/** A part that was recorded before a crash is found again after it, the same: the engine is a function of the snapshot. */
const recordPart = (command: RecordPairs | RecordUnmatched, state: RequestedRun) => {
  const { matchRunId } = state;
  const { part } = command;
  const next = command.type === 'record-pairs' ? state.pairParts : state.unmatchedParts;
  if (part < next) return accept();
  if (state.status !== 'running') return refuse('run-over');
  if (part > next || state.snapshotHash === undefined) return refuse('part-missing');
  if (command.type === 'record-pairs') {
    const data = { matchRunId, part, pairs: [...command.pairs] };
    return accept({ type: 'matching.match-run-pairs-found.v1', data });
  }
  const data = { matchRunId, part, unmatched: [...command.unmatched] };
  return accept({ type: 'matching.match-run-unmatched-found.v1', data });
};

const complete = ({ type: _type, at, ...result }: CompleteRun, state: RequestedRun) => {
  if (state.status === 'completed' || state.status === 'published') return accept();
  if (state.status === 'failed') return refuse('run-over');
  if (state.snapshotHash === undefined) return refuse('snapshot-not-taken');
  const { matchRunId, cohortId, snapshotHash, openSnapshotHash } = state;
  const data = { matchRunId, cohortId, ...result, snapshotHash, openSnapshotHash, completedAt: at };
  return accept({ type: 'matching.match-run-completed.v1', data });
};

const fail = ({ reason, at }: FailRun, { status, matchRunId, cohortId }: RequestedRun) => {
  if (status === 'failed') return accept();
  if (status !== 'running') return refuse('run-over');
  return accept({ type: 'matching.match-run-failed.v1', data: { matchRunId, cohortId, reason, failedAt: at } });
};

const publish = ({ at }: PublishRun, { status, matchRunId, cohortId }: RequestedRun) => {
  if (status === 'published') return accept();
  if (status !== 'completed') return refuse('run-not-completed');
  return accept({ type: 'matching.match-run-published.v1', data: { matchRunId, cohortId, publishedAt: at } });
};

const requestRematch = ({ mentorshipId, at }: RequestRematch, state: RequestedRun) => {
  if (state.rematches[mentorshipId] !== undefined) return accept();
  if (state.status !== 'published') return refuse('run-not-published');
  const { matchRunId, cohortId } = state;
  const data = { matchRunId, cohortId, mentorshipId, requestedAt: at };
  return accept({ type: 'matching.match-run-rematch-requested.v1', data });
};

const recordRematch = (command: RecordRematch, state: RequestedRun) => {
  const { mentorshipId, pairs, unmatched, at } = command;
  if (state.rematches[mentorshipId] === 'done') return accept();
  if (state.rematches[mentorshipId] === undefined) return refuse('rematch-not-requested');
  const { matchRunId, cohortId } = state;
  const data = { matchRunId, cohortId, mentorshipId, pairs: [...pairs], unmatched: [...unmatched], rematchedAt: at };
  return accept({ type: 'matching.match-run-rematched.v1', data });
};

const failRematch = ({ mentorshipId, reason, at }: FailRematch, state: RequestedRun) => {
  const { matchRunId, cohortId, rematches } = state;
  if (rematches[mentorshipId] === undefined) return refuse('rematch-not-requested');
  if (rematches[mentorshipId] !== 'asked') return accept();
  const data = { matchRunId, cohortId, mentorshipId, reason, failedAt: at };
  return accept({ type: 'matching.match-run-rematch-failed.v1', data });
};

const afterFact = (state: RequestedRun, event: MatchRunFact): RequestedRun => {
  switch (event.type) {
    case 'matching.match-run-requested.v1':
      return state;
    case 'matching.match-run-snapshot-taken.v1': {
      const { snapshotHash, openSnapshotHash } = event.data;
      return { ...state, snapshotHash, openSnapshotHash };
    }
    case 'matching.match-run-pairs-found.v1':
      return { ...state, pairParts: event.data.part + 1, pairs: [...state.pairs, ...event.data.pairs] };
    case 'matching.match-run-unmatched-found.v1':
      return { ...state, unmatchedParts: event.data.part + 1 };
    case 'matching.match-run-completed.v1':
      return { ...state, status: 'completed', resultHash: event.data.resultHash };
    case 'matching.match-run-failed.v1':
      return { ...state, status: 'failed' };
    case 'matching.match-run-published.v1':
      return { ...state, status: 'published' };
    case 'matching.match-run-rematch-requested.v1':
      return { ...state, rematches: { ...state.rematches, [event.data.mentorshipId]: 'asked' } };
    case 'matching.match-run-rematch-failed.v1':
      return { ...state, rematches: { ...state.rematches, [event.data.mentorshipId]: 'failed' } };
    case 'matching.match-run-rematched.v1': {
      const { mentorshipId, pairs } = event.data;
      const rematches = { ...state.rematches, [mentorshipId]: 'done' } as const;
      return { ...state, rematches, pairs: [...state.pairs, ...pairs] };
    }
  }
};

/** One reproducible computation for a cohort, what it found, and what was found again after somebody declined. */
export const matchRun: Decider<MatchRun, MatchRunCommand, MatchRunFact, MatchRunRefusal> = {
  initial: { status: 'none' },

  decide: (command, state) => {
    if (command.type === 'request-run') return request(command, state);
    if (state.status === 'none') return refuse('run-not-requested');
    switch (command.type) {
      case 'take-snapshot':
        return takeSnapshot(command, state);
      case 'record-pairs':
      case 'record-unmatched':
        return recordPart(command, state);
      case 'complete-run':
        return complete(command, state);
      case 'fail-run':
        return fail(command, state);
      case 'publish-run':
        return publish(command, state);
      case 'request-rematch':
        return requestRematch(command, state);
      case 'record-rematch':
        return recordRematch(command, state);
      case 'fail-rematch':
        return failRematch(command, state);
    }
  },

  evolve: (state, event) => {
    if (event.type === 'matching.match-run-requested.v1') {
      const { requestedAt: _at, ...requested } = event.data;
      return { ...requested, status: 'running', pairParts: 0, unmatchedParts: 0, pairs: [], rematches: {} };
    }
    return state.status === 'none' ? state : afterFact(state, event);
  },
};
