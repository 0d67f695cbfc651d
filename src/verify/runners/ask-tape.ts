import Module from 'node:module';
import { callingFile } from '../ask-for-report/calling-file.ts';
import type { ReportLines } from '../ask-for-report/report-lines.ts';

/** An assertion; text is a comment. */
type Result = string | { ok: boolean; todo?: unknown };

interface Test {
  name: string;
  _skip?: unknown;
  _todo?: unknown;
  on(event: 'prerun' | 'end', listener: () => void): void;
  on(event: 'result', listener: (result: Result) => void): void;
  on(event: 'test', listener: (test: Test) => void): void;
}

/** What all tests of a harness are pushed to when they are made. */
interface Results {
  prependListener(event: 'done', listener: () => void): void;
}

type Push = (this: Results, test: Test) => unknown;

type Load = (request: string, parent: { filename?: string } | undefined, isMain: boolean) => unknown;

/** Whether the script is tape's command. */
export const isTape = (script: string): boolean => /[\\/]tape[\\/]bin[\\/]tape(\.js)?$/.test(script);

/** Waits for tape to be loaded, and writes down each of its tests as it ends, whatever is printed. */
export function askTape(report: ReportLines, isCommand: boolean): void {
  // What ends it before its tests has ended them.
  if (isCommand) report.write({ event: 'start' });
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  loader._load = function (...args) {
    const loaded = load.apply(this, args);
    const [request, parent] = args;
    if (request === './lib/results' && /[\\/]tape[\\/]index\.js$/.test(parent?.filename ?? ''))
      listen((loaded as { prototype: { push: Push } }).prototype, report);
    return loaded;
  };
}

function listen(prototype: { push: Push }, report: ReportLines): void {
  const { push } = prototype;
  const open = new Map<Results, Set<Watched>>();
  report.write({ event: 'start' });
  prototype.push = function (test) {
    const tests = open.get(this) ?? new Set();
    if (!open.has(this)) {
      open.set(this, tests);
      this.prependListener('done', () => {
        // What has not begun was left out by `only`.
        for (const { tell } of tests) tell('skipped');
        report.write({ event: 'end' });
      });
    }
    watch(test, { file: callingFile(), names: [], tests, report });
    return push.call(this, test);
  };
  process.on('uncaughtExceptionMonitor', () => {
    const running = [...open.values()].flatMap((tests) => [...tests]).filter(({ hasBegun }) => hasBegun());
    if (running.length === 0) return;
    for (const { tell } of running) tell('failed');
    report.write({ event: 'end' });
  });
}

/** A test of which nothing is told so far. */
interface Watched {
  hasBegun: () => boolean;
  /** Tells how it has ended, or this where it has not. */
  tell: (otherwise: string) => void;
}

interface Around {
  file: string;
  names: readonly string[];
  tests: Set<Watched>;
  report: ReportLines;
}

/** A test may change what timers do. */
const later = setImmediate;

function watch(test: Test, { file, names, tests, report }: Around): void {
  const own = [...names, test.name];
  let outcome: string | null = null;
  let [begun, asserted, holds] = [false, false, false];
  const watched: Watched = {
    hasBegun: () => begun,
    tell(otherwise) {
      if (tests.delete(watched))
        report.write({ event: 'test', file, names: own, outcome: outcome ?? otherwise });
    },
  };
  tests.add(watched);
  test.on('prerun', () => {
    begun = true;
  });
  test.on('test', (inner) => {
    holds = true;
    watch(inner, { file, names: own, tests, report });
  });
  test.on('result', (result) => {
    if (typeof result === 'string') return;
    asserted = true;
    if (!result.ok && !result.todo) outcome = 'failed';
    if (outcome === 'failed') watched.tell(outcome);
  });
  test.on('end', () => {
    const isLeftOut = Boolean(test._skip) || Boolean(test._todo);
    if (holds && !asserted) tests.delete(watched);
    else outcome ??= isLeftOut ? 'skipped' : 'passed';
    // It counts its assertions only now.
    later(watched.tell, 'passed');
  });
}
