import type { LoggedEvent } from '../core/events.ts';
import { durationText } from '../views/text/amounts.ts';
import { progressSection } from '../views/text/labelled-lines.ts';

const firstNoticeMs = 10_000;
const laterNoticesMs = 60_000;

/**
 * Signs of life for a person who watches: told each event, it says what the run is waiting for when nothing has followed
 * for ten seconds, and then every minute.
 */
export function waitNotices(tell: (lines: readonly string[]) => void): (event: LoggedEvent) => void {
  let timer: NodeJS.Timeout | undefined;
  return (event) => {
    clearTimeout(timer);
    const wait = waitOf(event);
    if (wait === null) return;
    const notify = (waitedMs: number, delayMs: number) => {
      timer = setTimeout(() => {
        tell(progressSection(wait.label, [`${wait.words} (${durationText(waitedMs)} so far)`]));
        notify(waitedMs + laterNoticesMs, laterNoticesMs);
      }, delayMs);
      timer.unref();
    };
    notify(firstNoticeMs, firstNoticeMs);
  };
}

/** What takes long after this event, and who waits for it; null where the next event comes at once. */
function waitOf({ event, payload }: LoggedEvent): { label: string; words: string } | null {
  switch (event) {
    case 'model_request':
      return { label: payload.role, words: 'waiting for the model' };
    case 'tool_call':
      return { label: payload.role, words: 'the command is running' };
    case 'role_retry':
      return { label: payload.role, words: 'waiting before it asks the model again' };
    case 'check_started':
      return { label: 'verify', words: 'still running' };
    default:
      return null;
  }
}
