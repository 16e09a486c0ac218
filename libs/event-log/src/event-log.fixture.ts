import { afterEach, beforeEach } from '@jest/globals';
import type { ConsumeOptions, EventLog, LogRecord, ReceivedRecord } from './port.ts';

export type EventLogHarness = {
  /** A client of the broker that all clients of one test share. */
  readonly open: () => Promise<{
    readonly log: EventLog;
    /** It is gone without a word. */
    readonly kill: () => Promise<void>;
    /** It reaches no broker while cut. */
    readonly cut: (is: boolean) => void;
  }>;
  /** A client whose broker does not exist. */
  readonly unreachable: () => EventLog;
  /** Part of every name, so that tests do not meet. */
  readonly suffix: string;
  /** A member that is gone without a word is missed after this long, in ms. */
  readonly missedAfterMs: number;
};

export const partitions = 4;
export const record = (partition: number, text: string): LogRecord => ({
  partition,
  key: `t|${partition}`,
  value: JSON.stringify(text),
  headers: { ce_type: 'x.said.v1', ce_id: text },
});
export const said = ({ value }: ReceivedRecord): string => JSON.parse(value.toString()) as string;
export const fromStart: ConsumeOptions['assigned'] = (asked) => Promise.resolve(asked.map(() => undefined));

/** Fresh names and a first client for each test, closed after it. */
export const eachWithLog = (harness: Pick<EventLogHarness, 'open' | 'suffix'>) => {
  let opened: Awaited<ReturnType<EventLogHarness['open']>>[] = [];
  const open = async () => {
    const client = await harness.open();
    opened.push(client);
    return client;
  };
  const here = { topic: '', group: '', log: undefined as unknown as EventLog, open };

  beforeEach(async () => {
    here.topic = `said-${harness.suffix}-${Math.random().toString(36).slice(2)}`;
    here.group = `hear-${here.topic}`;
    here.log = (await open()).log;
    await here.log.ensureTopics([{ topic: here.topic, partitions }]);
  });
  afterEach(async () => {
    await Promise.all(opened.map((client) => client.log.close()));
    opened = [];
  });

  /** A member that writes down what it hears, by partition. */
  const hear = async (client: EventLog, { assigned = fromStart }: Partial<Pick<ConsumeOptions, 'assigned'>> = {}) => {
    const heard: string[][] = Array.from({ length: partitions }, () => []);
    const subscription = await client.consume({
      group: here.group,
      topics: [here.topic],
      assigned,
      batch: async ({ partition }, records) => {
        heard[partition]?.push(...records.map(said));
      },
    });
    return { heard, subscription };
  };
  return { here, hear };
};
