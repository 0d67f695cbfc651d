import type { Gate, LoggedEvent, Payload } from '../../core/events.ts';
import { durationText } from '../text/amounts.ts';
import { plainLine } from '../text/plain-text.ts';
import { gateLines } from './gate-lines.ts';

type Verdict = Pick<
  Payload<'verification_result'>,
  'tree' | 'grade' | 'verdict' | 'reasons' | 'failing_tests' | 'flaky_tests' | 'protected_changes'
>;

/** One iteration of a run as its events tell it. */
export interface IterationReport {
  iteration: number;
  outcome: 'finished' | 'failed' | 'open';
  /** Why it failed; null where it did not. */
  error: string | null;
  /** The run's tree at its end; null while it is open, and where it failed. */
  tree: string | null;
  fingerprint: string | null;
  gates: readonly Gate[];
  verification: Verdict | null;
  duration_ms: number;
}

/** The iterations of a run, in order. */
export function listIterations(events: readonly LoggedEvent[]): IterationReport[] {
  const reports: IterationReport[] = [];
  let startedAt = 0;
  for (const logged of events) {
    if (logged.event === 'iteration_started') {
      startedAt = Date.parse(logged.ts);
      reports.push(openReport(logged.payload.iteration));
      continue;
    }
    const report = reports.pop();
    if (report === undefined) continue;
    const duration_ms = report.outcome === 'open' ? Date.parse(logged.ts) - startedAt : report.duration_ms;
    reports.push({ ...report, duration_ms, ...toldBy(logged) });
  }
  return reports;
}

function openReport(iteration: number): IterationReport {
  return {
    iteration,
    outcome: 'open',
    error: null,
    tree: null,
    fingerprint: null,
    gates: [],
    verification: null,
    duration_ms: 0,
  };
}

function toldBy({ event, payload }: LoggedEvent): Partial<IterationReport> {
  switch (event) {
    case 'gate_evaluated':
      return { gates: payload.gates };
    case 'verification_result': {
      const { tree, grade, verdict, reasons, failing_tests, flaky_tests, protected_changes } = payload;
      return {
        verification: { tree, grade, verdict, reasons, failing_tests, flaky_tests, protected_changes },
      };
    }
    case 'iteration_finished':
      return { outcome: 'finished', tree: payload.tree, fingerprint: payload.fingerprint };
    case 'iteration_failed':
      return { outcome: 'failed', error: payload.error };
    default:
      return {};
  }
}

/** The iterations for a person: a line each, with the gates that it left. */
export function iterationLines(reports: readonly IterationReport[]): string[] {
  return reports.flatMap((report) => {
    const reason = report.error === null ? '' : `: ${plainLine(report.error)}`;
    const head = `iteration ${report.iteration}  ${report.outcome} after ${durationText(report.duration_ms)}${reason}`;
    return [head, ...gateLines(report.gates).map((line) => `  ${line}`), ''];
  });
}
