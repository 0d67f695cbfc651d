import type { Payload } from '../../core/events.ts';
import type { Summary } from '../../core/summary-schema.ts';

type StopSignal = Payload<'stop_requested'>['signal'];

/**
 * The exit code of a run that closed: 0 completed, 1 failed, 3 stopped, 130 or 143 interrupted by Ctrl-C or by
 * another signal. `signal` is the one that asked the run to stop, null where none did. Throws for a run that has not
 * closed: it has no exit code yet.
 */
export function exitCode(
  summary: Pick<Summary, 'run_id' | 'phase' | 'stop_reason'>,
  signal: StopSignal | null,
): number {
  switch (summary.phase) {
    case 'completed':
      return 0;
    case 'failed':
      return 1;
    case 'stopped':
      if (summary.stop_reason !== 'interrupted') return 3;
      return signal === 'SIGTERM' || signal === 'SIGHUP' ? 143 : 130;
    default:
      throw new Error(`run ${summary.run_id} has not closed: it is ${summary.phase}`);
  }
}
