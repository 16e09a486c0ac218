import { describe, expect, it } from '@jest/globals';
import { eventually } from '@telemachy/testing';
import { placeOf } from './codec.ts';
import { keyOf, partitionOf } from './partition-of.ts';
import { eachWithPublishers, partitions, topic } from './publisher.fixture.ts';

const dense = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('publishing', () => {
  const { here, publish, append, places, positions } = eachWithPublishers();

  it('sends every fact once, to its partition, in order, numbered densely', async () => {
    publish();
    for (let stream = 0; stream < 30; stream += 1) await append(stream, [{ n: 1 }, { n: 2 }]);
    await eventually(() => expect(positions()).toHaveLength(60));
    expect(positions().toSorted((a, b) => a - b)).toEqual(dense(1, 60));
    for (const [partition, records] of here.log.records(topic).entries()) {
      expect(records.map((record) => placeOf(record).partitionseq)).toEqual(dense(1, records.length));
      const mine = records.map((record) => placeOf(record).position);
      expect(mine).toEqual(mine.toSorted((a, b) => a - b));
      for (const { key } of records) expect(partitionOf(key, partitions)).toBe(partition);
    }
    expect(here.log.records(topic).flat()[0]?.key).toMatch(keyOf('org', 'note-'));
  });

  it('is woken by the sequencer, long before it would ask', async () => {
    const publisher = publish({ pollMs: 60_000 });
    await eventually(() => expect(publisher.status().role).toBe('publishing'));
    await append(1, [{ n: 1 }]);
    await eventually(() => expect(positions()).toEqual([1]), 500);
  });

  it('asks by itself when nobody wakes it', async () => {
    publish({ store: { readRaw: here.store.readRaw, lastPosition: here.store.lastPosition }, pollMs: 10 });
    const unheard = here.running.splice(0);
    await append(1, [{ n: 1 }]);
    await eventually(() => expect(positions()).toEqual([1]));
    here.running = unheard;
  });

  it('goes on where it stopped', async () => {
    await append(1, [{ n: 1 }]);
    const first = publish();
    await eventually(() => expect(positions()).toEqual([1]));
    await first.stop();
    await append(1, [{ n: 2 }]);
    publish();
    await eventually(() => expect(positions()).toEqual([1, 2]));
    await eventually(async () => expect((await here.progress.read(topic))?.position).toBe(2));
  });

  it('sends the same numbers again when it died before it could save', async () => {
    for (let stream = 0; stream < 8; stream += 1) await append(stream, [{ n: 1 }]);
    const forgetful = publish({
      progress: { read: here.progress.read, save: () => Promise.reject(new Error('died')) },
    });
    await eventually(() => expect(positions().length).toBeGreaterThanOrEqual(8));
    await forgetful.stop();
    publish();
    await eventually(async () => expect((await here.progress.read(topic))?.position).toBe(8));
    const numbers = new Map<number, Set<string>>();
    for (const [partition, records] of places().entries())
      for (const { position, partitionseq } of records)
        numbers.set(position, (numbers.get(position) ?? new Set()).add(`${partition}/${partitionseq}`));
    expect(positions().length).toBeGreaterThan(8);
    expect([...numbers.keys()].toSorted((a, b) => a - b)).toEqual(dense(1, 8));
    for (const [, places_] of numbers) expect(places_.size).toBe(1);
  });

  it('does no harm when two do it: first occurrences rise, numbers agree', async () => {
    publish({ pollMs: 1 });
    publish({ pollMs: 1 });
    for (let round = 0; round < 50; round += 1) await append(round % 9, [{ n: round }]);
    await eventually(async () => expect((await here.progress.read(topic))?.position).toBe(50));
    for (const records of places()) {
      const seen = new Map<number, number>();
      for (const { position, partitionseq } of records) {
        if (seen.has(position)) expect(seen.get(position)).toBe(partitionseq);
        else expect(position).toBeGreaterThan(Math.max(0, ...seen.keys()));
        seen.set(position, partitionseq);
      }
      expect([...seen.values()]).toEqual(dense(1, seen.size));
    }
    expect(new Set(positions())).toEqual(new Set(dense(1, 50)));
  });

  it('waits for a broker that is down, and says how far it lags behind', async () => {
    here.log.down(true);
    const publisher = publish();
    await append(1, [{ n: 1 }, { n: 2 }]);
    await eventually(() =>
      expect(publisher.status()).toMatchObject({ role: 'failing', lag: 2, problem: 'no broker answers' }),
    );
    here.log.down(false);
    await eventually(() =>
      expect(publisher.status()).toEqual({ role: 'publishing', published: 2, lag: 0, problem: '' }),
    );
    expect(positions()).toEqual([1, 2]);
  });

  it('waits for a topic that is missing, names it, and goes on when it is there', async () => {
    const late = 'notes.events.g2';
    const publisher = publish({ topic: late });
    await append(1, [{ n: 1 }]);
    await eventually(() => expect(publisher.status().problem).toMatch(`topic ${late} does not exist`));
    await here.log.ensureTopics([{ topic: late, partitions }]);
    await eventually(() => expect(here.log.records(late).flat()).toHaveLength(1));
    expect(publisher.status()).toMatchObject({ role: 'publishing', lag: 0, problem: '' });
  });

  it('sends again what was kept but not acknowledged, and the numbers stay dense', async () => {
    let lost = 2;
    here.log.faults.acknowledge = () => {
      lost -= 1;
      if (lost >= 0) throw new Error('the answer is lost');
    };
    publish();
    await append(1, [{ n: 1 }]);
    await append(1, [{ n: 2 }]);
    await eventually(async () => expect((await here.progress.read(topic))?.position).toBe(2));
    const first = new Map(
      places()
        .flat()
        .map(({ position, partitionseq }) => [position, partitionseq]),
    );
    expect(first).toEqual(
      new Map([
        [1, 1],
        [2, 2],
      ]),
    );
  });

  it('only sends while it leads', async () => {
    let leads = false;
    const publisher = publish({ leads: () => leads, pollMs: 5 });
    await append(1, [{ n: 1 }]);
    await eventually(() => expect(publisher.status().role).toBe('standby'));
    expect(positions()).toEqual([]);
    leads = true;
    await eventually(() => expect(positions()).toEqual([1]));
    leads = false;
    await eventually(() => expect(publisher.status().role).toBe('standby'));
  });

  it('splits what is too large for one send', async () => {
    const sends: number[] = [];
    here.log.faults.produce = (_, records) => void sends.push(records.length);
    await append(1, [{ n: 1, pad: 'x'.repeat(700_000) }]);
    await append(1, [{ n: 2, pad: 'x'.repeat(700_000) }]);
    publish();
    await eventually(() => expect(positions()).toEqual([1, 2]));
    expect(sends).toEqual([1, 1]);
  });

  it('refuses a topic whose partitions were changed in place', async () => {
    await here.progress.save(topic, undefined, { position: 3, partitionseqs: [1, 2] });
    const publisher = publish();
    await eventually(() => expect(publisher.status().problem).toMatch(/has 4 partitions but was published into 2/));
  });
});
