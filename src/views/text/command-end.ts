import { durationText } from './amounts.ts';
import { plainLine } from './plain-text.ts';

interface ShownCommand {
  command: string;
  exit_code: number | null;
  timed_out: boolean;
  duration_ms: number;
  /** Numbers of tests; null where there is no report. */
  passed: number | null;
  failed: number | null;
  skipped: number | null;
}

/** `exit code 1 after 2.3 s, 14 passed, 1 failed: npm test` */
export function commandEndLine({
  command,
  duration_ms,
  passed,
  failed,
  skipped,
  ...end
}: ShownCommand): string {
  const counts = [
    ...(passed === null ? [] : [`${passed} passed`]),
    ...(failed ? [`${failed} failed`] : []),
    ...(skipped ? [`${skipped} skipped`] : []),
  ];
  return `${[`${exitText(end)} after ${durationText(duration_ms)}`, ...counts].join(', ')}: ${plainLine(command)}`;
}

/** How a command ended: `exit code 1`, `time limit` or `killed`. */
export function exitText({ exit_code, timed_out }: Pick<ShownCommand, 'exit_code' | 'timed_out'>): string {
  if (timed_out) return 'time limit';
  return exit_code === null ? 'killed' : `exit code ${exit_code}`;
}
