import { z } from 'zod';
import { parseJson } from './json-lines.ts';
import type { ReportedOutcome, ReportReading, TestResult } from './report.ts';

const schema = z.object({
  Action: z.string(),
  Package: z.string().optional(),
  Test: z.string().optional(),
});

type GoEvent = z.infer<typeof schema>;

const outcomes: Record<string, ReportedOutcome> = { pass: 'passed', fail: 'failed', skip: 'skipped' };

/** Reads what `go test -json` has printed, with a last line of ours that says that it has ended. */
export function readGoJson(text: string): ReportReading {
  const lines = text.split(/(?<=\n)/).map((line) => {
    const parsed = line.startsWith('{') ? schema.safeParse(parseJson(line)) : null;
    return parsed?.success === true ? parsed.data : line;
  });
  const events = lines.filter((line) => typeof line !== 'string');
  const results = [...testResults(events), ...packageFailures(events), ...buildFailures(lines)];
  const isWhole = events.at(-1)?.Action === 'end';
  const problems = isWhole ? [] : ['the report of go is cut off: go ended before its tests did'];
  return { folder: null, results, counts: null, problems: [...problems, ...unended(events)] };
}

const keyOf = ({ Package = '', Test = '' }: GoEvent) => JSON.stringify([Package, Test]);

/** Tests with others inside of them only count where they fail by themselves. */
function testResults(events: readonly GoEvent[]): TestResult[] {
  const ended = events.filter(({ Action, Test }) => Test !== undefined && Object.hasOwn(outcomes, Action));
  const hasInner = holdersIn(ended);
  const hasFailedInner = holdersIn(ended.filter(({ Action }) => Action === 'fail'));
  return ended.flatMap((event) => {
    const failsByItself = event.Action === 'fail' && !hasFailedInner(event);
    if (hasInner(event) && !failsByItself) return [];
    return [
      { file: event.Package ?? '', names: [event.Test ?? ''], outcome: outcomes[event.Action] ?? 'failed' },
    ];
  });
}

const pathOf = ({ Package = '', Test = '' }: GoEvent) => `${Package}\0${Test}`;

/** Says of a test whether another one of these is inside of it: in their order, the first one that could be stands there. */
function holdersIn(events: readonly GoEvent[]): (event: GoEvent) => boolean {
  const paths = events.map(pathOf).sort();
  return (event) => {
    const inner = `${pathOf(event)}/`;
    let [low, high] = [0, paths.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((paths[middle] ?? '') < inner) low = middle + 1;
      else high = middle;
    }
    return paths[low]?.startsWith(inner) ?? false;
  };
}

/** Packages that failed although none of their tests did: one that did not build, or broke around its tests. */
function packageFailures(events: readonly GoEvent[]): TestResult[] {
  const withFailedTest = new Set(
    events
      .filter(({ Action, Test }) => Action === 'fail' && Test !== undefined)
      .map(({ Package }) => Package),
  );
  return events
    .filter(
      ({ Action, Package, Test }) => Action === 'fail' && Test === undefined && !withFailedTest.has(Package),
    )
    .map(({ Package = '' }) => ({ file: Package, names: [], outcome: 'failed' as const }))
    .filter(({ file }) => file !== '');
}

/** Older versions tell only a person of them. */
function buildFailures(lines: readonly (GoEvent | string)[]): TestResult[] {
  return lines.flatMap((line) => {
    const [, name] = typeof line === 'string' ? (/^FAIL\t(\S+) \[[\w ]+\]\s*$/.exec(line) ?? []) : [];
    return name === undefined ? [] : [{ file: name, names: [], outcome: 'failed' as const }];
  });
}

/** Tests that began and never ended. */
function unended(events: readonly GoEvent[]): string[] {
  const open = new Map<string, string>();
  for (const event of events) {
    if (event.Test === undefined) continue;
    if (event.Action === 'run') open.set(keyOf(event), `${event.Package} > ${event.Test}`);
    if (Object.hasOwn(outcomes, event.Action)) open.delete(keyOf(event));
  }
  return [...open.values()].map((test) => `the report of go has no end for ${test}`);
}
