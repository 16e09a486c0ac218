import { randomUUID } from 'node:crypto';
import { fact, internal, skipFacts } from '@telemachy/contracts';
import { bodyHashOf, type EventStore } from '@telemachy/event-store';
import type { Fact, Projection } from '@telemachy/kernel';
import { z } from 'zod';

export type Board = { readonly total: number; readonly of: Readonly<Record<string, number>> };

/** Notes on boards, so many streams to a board that partitions meet in a document. Types by service, so that tests do not meet. */
export const notesOf = (service: string) => {
  const Noted = fact(`${service}.noted.v1`, { board: internal(z.string()), n: internal(z.int()) });
  const board: Projection<Board, Fact> = {
    name: 'board',
    version: 1,
    hears: [`${service}.noted.v1`],
    keyOf: ({ event }) => (event.data as { board: string }).board,
    apply: (document = { total: 0, of: {} }, { stream, event }) => {
      const { n } = event.data as { readonly n: number };
      if (n === 13) throw new Error('13 brings bad luck');
      return { total: document.total + 1, of: { ...document.of, [stream]: (document.of[stream] ?? 0) + n } };
    },
  };
  /** One commit with one note, to one of 50 streams and one of 7 boards. Numbers from 100, so that none is bad luck. */
  const note = async (store: EventStore, count: number, n = 100 + count) => {
    const stream = `note-0b0e6a0e-7d3f-5a57-9d6e-${String(count % 50).padStart(12, '0')}`;
    const { head } = await store.load('org', stream);
    const appended = await store.append(head, [{ type: `${service}.noted.v1`, data: { board: `b${count % 7}`, n } }], {
      command: { id: randomUUID(), bodyHash: bodyHashOf(count) },
      meta: { correlationId: 'spec', actor: 'spec' },
    });
    if (appended.outcome !== 'appended') throw new Error(`not appended: ${appended.outcome}`);
    return { stream, commit: appended.commit.id };
  };
  const all = [Noted, skipFacts(service).FactSkipped];
  return { schemas: new Map(all.map((schema) => [schema.shape.type.value, schema])), board, note };
};
