import { Parser, type Result } from 'tap-parser';
import type { ReportReading, TestResult } from './report.ts';

/**
 * One stream of TAP, with or without the line that names its version; `isWhole` is whether it holds what it planned. Tests
 * that run after a plan at the end count too, as those do that must fail and are added to a file that calls `done_testing`.
 */
export function readTapStream(text: string): { results: TestResult[]; isWhole: boolean } {
  const hasVersion = /^TAP version /.test(text);
  const events: Event[] = Parser.parse(planLast(hasVersion ? text : `TAP version 13\n${text}`));
  return { results: resultsOf(events, [], false), isWhole: /^1\.\.\d/m.test(text) && isWhole(events) };
}

/** The parser reads nothing behind a plan that follows a test, so such a plan is put behind all. */
function planLast(text: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /^1\.\.\d/.test(line));
  const isAhead = !lines.slice(0, at).some((line) => /^(not )?ok\b/.test(line));
  return at === -1 || isAhead ? text : [...lines.toSpliced(at, 1), lines[at]].join('\n');
}

/** Reads what a program has printed in TAP, without control sequences: one report for each stream that it holds. */
export function readTapText(output: string): ReportReading[] {
  const streams = output
    .split(/^(?=TAP version 1[34][ \t]*\r?$)/m)
    .filter((text) => text.startsWith('TAP version'));
  return streams.map((text) => {
    const events: Event[] = Parser.parse(text);
    const problems = isWhole(events)
      ? []
      : ['the TAP output is cut off: it has another number of tests than planned'];
    return { folder: null, results: resultsOf(events, [], true), counts: null, problems };
  });
}

type Event = [string, ...unknown[]];

function isWhole(events: readonly Event[]): boolean {
  const [, results] = events.find(([name]) => name === 'complete') ?? [];
  const { plan, count, bailout } = (results ?? {}) as Partial<Complete>;
  if (bailout !== false || typeof plan?.start !== 'number' || typeof plan.end !== 'number') return false;
  return plan.end - plan.start + 1 === count;
}

interface Complete {
  plan: { start: number | null; end: number | null };
  count: number;
  bailout: boolean | string;
}

/** Tests with others inside of them only count where they fail by themselves. */
function resultsOf(events: readonly Event[], parents: readonly string[], hasSections: boolean): TestResult[] {
  const results: TestResult[] = [];
  let inner: Event[] | null = null;
  let section = '';
  for (const [name, value] of events) {
    if (name === 'child') inner = value as Event[];
    else if (name === 'comment' && hasSections) section = sectionOf(String(value), section);
    else if (name === 'assert') {
      const test = value as Result;
      const names = [...parents, ...(section === '' ? [] : [section]), test.name || `test ${test.id}`];
      const within: TestResult[] = inner === null ? [] : resultsOf(inner, names, false);
      results.push(...within);
      const failed = !test.ok && !test.todo;
      const isTold = failed ? within.some(({ outcome }) => outcome === 'failed') : within.length > 0;
      const outcome = test.skip || test.todo ? 'skipped' : failed ? 'failed' : 'passed';
      if (!isTold) results.push({ file: '', names, outcome });
      inner = null;
    }
  }
  return results;
}

/** Some programs name the test in a comment and its assertions after that. */
function sectionOf(comment: string, before: string): string {
  const text = comment.replace(/^#\s*/, '').trim();
  return /^(subtest: |tests|pass|fail|skip|todo|ok$|time|duration|test count|no plan|cancelled|suites)/i.test(
    text,
  )
    ? before
    : text;
}
