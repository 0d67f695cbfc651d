import type { CommandResult, LoggedEvent } from '../../core/events.ts';

export type TestOutcome = 'passed' | 'failed' | 'skipped' | 'absent';

/** One test, and what became of it in each iteration that measured. */
export interface TestRow {
  id: string;
  outcomes: TestOutcome[];
  /** It came out differently on one tree. */
  flaky: boolean;
}

export interface TestTable {
  /** `base`, then the iterations in which something was measured. */
  columns: string[];
  /** Failing now first, then those that have changed, then the others; each by id. */
  rows: TestRow[];
}

/** What was measured of each test, in the last full run of each iteration. */
export function testsByIteration(events: readonly LoggedEvent[]): TestTable {
  const measured = new Map<string, ReadonlyMap<string, TestOutcome>>();
  const flaky = new Set<string>();
  for (const { event, payload } of events) {
    if (event === 'check_result' && payload.check === 'baseline') {
      keep(measured, 'base', payload.runs.at(-1) ?? []);
    } else if (event === 'check_result' && payload.check === 'candidate') {
      keep(measured, String(payload.iteration), payload.runs.at(-1) ?? []);
    } else if (event === 'verification_result') {
      keep(measured, String(payload.iteration), payload.commands);
      for (const id of payload.flaky_tests) flaky.add(id);
    }
  }
  const columns = [...measured.keys()].toSorted(byColumn);
  const ids = new Set([...measured.values()].flatMap((column) => [...column.keys()]));
  const rows = [...ids].map((id) => ({
    id,
    outcomes: columns.map((column) => measured.get(column)?.get(id) ?? 'absent'),
    flaky: flaky.has(id),
  }));
  return { columns, rows: rows.toSorted(byUrgency) };
}

type Measured = Pick<CommandResult, 'tests'>;

function keep(
  measured: Map<string, ReadonlyMap<string, TestOutcome>>,
  column: string,
  commands: readonly Measured[],
): void {
  const outcomes = new Map<string, TestOutcome>();
  for (const { tests } of commands) {
    for (const outcome of ['passed', 'skipped', 'failed'] as const) {
      for (const id of tests?.[outcome] ?? []) outcomes.set(id, outcome);
    }
  }
  if (outcomes.size > 0) measured.set(column, outcomes);
}

function byColumn(one: string, other: string): number {
  if (one === 'base' || other === 'base') return one === 'base' ? -1 : 1;
  return Number(one) - Number(other);
}

function byUrgency(one: TestRow, other: TestRow): number {
  return urgencyOf(other) - urgencyOf(one) || (one.id < other.id ? -1 : 1);
}

function urgencyOf({ outcomes, flaky }: TestRow): number {
  const changes = outcomes.filter((outcome, index) => index > 0 && outcome !== outcomes[index - 1]).length;
  return (outcomes.at(-1) === 'failed' ? 1000 : 0) + (flaky ? 500 : 0) + Math.min(changes, 400);
}
