import type { LoggedEvent } from '../../core/events.ts';
import { durationText } from '../../views/text/amounts.ts';
import { checkWords } from '../../views/text/check-words.ts';
import { progressSection } from '../../views/text/labelled-lines.ts';

const firstNoticeMs = 10_000;
const laterNoticesMs = 60_000;

export interface WaitNotices {
  /** Is told each event, once its lines are written. */
  follow(event: LoggedEvent): void;
  stop(): void;
}

/**
 * Signs of life for a person who watches: told each event, it says what the run is waiting for when nothing has followed
 * for ten seconds, and then every minute.
 */
export function waitNotices(tell: (lines: readonly string[]) => void): WaitNotices {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(timer);
  const follow = (event: LoggedEvent) => {
    stop();
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
  return { follow, stop };
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
      return { label: 'verify', words: `still running on ${checkWords[payload.check]}` };
    case 'checks_ahead':
      return { label: 'verify', words: 'still running on several checkouts' };
    case 'setup_started':
      return { label: 'setup', words: 'still running' };
    default:
      return null;
  }
}
