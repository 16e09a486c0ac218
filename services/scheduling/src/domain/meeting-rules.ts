/** The numbers of scheduling, in one place. */
export type MeetingRules = {
  /** Starts are offered at multiples of this on the mentor's wall clock. */
  readonly gridMinutes: number;
  /** Least elapsed time between asking and the start; exactly this much is enough. */
  readonly noticeMinutes: number;
  /** Least time between two meetings of one person: the larger of two wishes, not their sum. */
  readonly paddingMinutes: number;
  /** How far ahead a meeting may start, in days of 24 hours. */
  readonly horizonDays: number;
  /** Most meetings that start on one day of the mentor's zone. */
  readonly mentorDayCap: number;
  /** Lengths that are offered, in minutes. */
  readonly lengths: readonly number[];
};

/** Start every 30 minutes as Calendly's default; notice, buffer, horizon and cap are our own choice for pair sessions of an hour. */
export const defaultRules: MeetingRules = {
  gridMinutes: 30,
  noticeMinutes: 24 * 60,
  paddingMinutes: 10,
  horizonDays: 60,
  mentorDayCap: 2,
  lengths: [30, 45, 60, 90],
};
