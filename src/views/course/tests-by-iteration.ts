import type { CommandResult, LoggedEvent } from '../../core/events.ts';
import { type EventFold, foldEvents } from './event-fold.ts';

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
export interface MeasuredTests {
  /** For `base` and each iteration, by its number, what became of each test. */
  measured: Map<string, ReadonlyMap<string, TestOutcome>>;
  flaky: Set<string>;
}

export const testFold: EventFold<MeasuredTests> = {
  begin: () => ({ measured: new Map(), flaky: new Set() }),
  take: ({ measured, flaky }, { event, payload }) => {
    if (event === 'check_result' && payload.check === 'baseline') {
      return keep(measured, 'base', payload.runs.at(-1) ?? []);
    }
    if (event === 'check_result' && payload.check === 'candidate') {
      return keep(measured, String(payload.iteration), payload.runs.at(-1) ?? []);
    }
    if (event !== 'verification_result') return false;
    for (const id of payload.flaky_tests) flaky.add(id);
    return keep(measured, String(payload.iteration), payload.commands) || payload.flaky_tests.length > 0;
  },
};

export function testsByIteration(events: readonly LoggedEvent[]): TestTable {
  return testTable(foldEvents(testFold, events));
}

export function testTable({ measured, flaky }: MeasuredTests): TestTable {
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
): boolean {
  const outcomes = new Map<string, TestOutcome>();
  for (const { tests } of commands) {
    for (const outcome of ['passed', 'skipped', 'failed'] as const) {
      for (const id of tests?.[outcome] ?? []) outcomes.set(id, outcome);
    }
  }
  if (outcomes.size === 0) return false;
  measured.set(column, outcomes);
  return true;
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
