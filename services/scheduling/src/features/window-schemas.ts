import { WallTime, Zone } from '@telemachy/contracts';
import { z } from 'zod';
import { canonicalZone } from '../domain/wall-clock.ts';
import { faultsOf, type WindowFault } from '../domain/windows.ts';

const Window = z.strictObject({
  from: WallTime.refine((from) => from !== '24:00', 'expected a time before the end of the day').describe('Wall time'),
  to: WallTime.describe('Wall time, not included; 24:00 ends the day'),
});
const WeeklyWindow = Window.extend({ day: z.int().min(1).max(7).describe('ISO weekday, 1 = Monday') });
/** More than anybody's day has use for. */
const mostPerDay = 24;

const messages: Readonly<Record<WindowFault['reason'], string>> = {
  'ends-before-it-starts': 'a window ends after it starts',
  overlaps: 'overlaps an earlier window of the same day',
};
type Windows = readonly z.infer<typeof Window>[];
/** The domain's own check, once more at the edge, so that each fault has its field. */
const nameFaults = (windows: Windows, context: z.RefinementCtx<Windows>): void => {
  // A time that no clock shows is told by its own schema; nothing can be compared with it.
  if (!windows.every(({ from, to }) => WallTime.safeParse(from).success && WallTime.safeParse(to).success)) return;
  for (const { index, field, reason } of faultsOf(windows)) {
    context.addIssue({ code: 'custom', path: [index, field], message: messages[reason] });
  }
};

export const Windows = z.array(Window).max(mostPerDay).superRefine(nameFaults);
export const WeeklyWindows = z
  .array(WeeklyWindow)
  .max(7 * mostPerDay)
  .superRefine(nameFaults);
/** A place's zone, in the letters of its name: a bare offset would not know of its clock changes. */
export const PlaceZone = Zone.refine(
  (zone) => !/^[+-]/.test(zone),
  'expected an IANA time zone such as Europe/Berlin',
).transform(canonicalZone);
