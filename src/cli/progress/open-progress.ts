import type { LoggedEvent } from '../../core/events.ts';
import { datedLines } from '../../views/progress/dated-lines.ts';
import { columnsFor } from '../output.ts';
import type { Progress, ProgressPlace } from './progress-place.ts';
import { waitNotices } from './wait-notices.ts';
import { wantedProgress } from './wanted-progress.ts';

/** Shows a run as its place asks for. */
export async function openProgress(place: ProgressPlace): Promise<Progress> {
  const { choice, surroundings, stream } = place;
  switch (wantedProgress(choice, surroundings.environment, stream.isTTY === true)) {
    case 'quiet':
      return { follow: () => {}, close: async () => {} };
    case 'plain':
      return plainProgress(place);
    case 'live': {
      const { liveProgress } = await import('./live-progress.ts');
      return liveProgress(place, plainProgress(place, false));
    }
  }
}

/** A line or more for each event; `hasNotices` says too what is waited for. */
function plainProgress({ stream, tell, isEndTold }: ProgressPlace, hasNotices = stream.isTTY): Progress {
  const waiting = hasNotices ? waitNotices(tell) : null;
  return {
    follow(event, before, after) {
      const isTold = isEndTold && isEnd(event);
      tell(isTold ? [''] : datedLines(before, after, event, columnsFor(stream)));
      waiting?.follow(event);
    },
    close: async () => waiting?.stop(),
  };
}

function isEnd({ event }: LoggedEvent): boolean {
  return ['loop_completed', 'loop_stopped', 'loop_failed', 'judge_finished'].includes(event);
}
