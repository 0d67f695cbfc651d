import type { Inbox } from '../ports/attendance.ts';

/** The inbox of a run that a program may stop. */
export interface StopInbox extends Inbox {
  stop(): void;
  /** Lets go of the caller's signal. */
  release(): void;
}

/** An inbox that an AbortSignal fills; undefined: only `stop` does. */
export function stopInbox(signal: AbortSignal | undefined): StopInbox {
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  return {
    // What is recorded is that somebody asked, in the word that the log has for it.
    stopRequest: () => (controller.signal.aborted ? 'SIGINT' : null),
    signal: controller.signal,
    stop: () => controller.abort(new Error('the run was asked to stop')),
    release: () => signal?.removeEventListener('abort', onAbort),
  };
}
