import { join } from 'node:path';
import type { ReportLines } from '../ask-for-report/report-lines.ts';

/** A test or a hook, as mocha's events carry it. */
interface Runnable {
  type?: string;
  title: string;
  file?: string;
  parent?: Suite;
  /** Titles from the outermost suite inwards; mocha has it since version 4. */
  titlePath?: () => string[];
}

interface Suite {
  title: string;
  file?: string;
  parent?: Suite;
  on(event: string, listener: (context: unknown, file: string) => void): void;
}

interface Runner {
  on(event: string, listener: (runnable: Runnable) => void): void;
}

interface MochaInstance {
  suite: Suite;
  options?: { dryRun?: boolean };
}

/** Mocha's class; each method keeps its arguments and what it gives back. */
interface MochaClass {
  prototype: Record<string, (this: MochaInstance, ...args: unknown[]) => unknown>;
}

/** The folder of mocha's package where the script is its command, else ''. */
export function mochaFolder(script: string): string {
  return /^(.*[\\/]mocha)[\\/](bin[\\/]_?mocha(\.js)?|lib[\\/]cli[\\/]cli\.js)$/.exec(script)?.[1] ?? '';
}

/** Listens to mocha's first run in this process, whatever reporter was chosen, and writes down each result at once. */
export function askMocha({ hasBegun, write }: ReportLines, packageFolder: string): void {
  const { prototype } = loadMocha(packageFolder);
  watchLoading(prototype, write);
  const { run } = prototype;
  if (run === undefined) return;
  prototype.run = function (...args) {
    const isFirst = !hasBegun() && this.options?.dryRun !== true;
    if (isFirst) write({ event: 'start' });
    const runner = run.apply(this, args) as Runner;
    if (isFirst) record(runner, write);
    return runner;
  };
}

/** Before a run there are no results, but there can be a file that can't be loaded. */
function watchLoading(prototype: MochaClass['prototype'], write: (line: object) => void): void {
  for (const name of ['loadFiles', 'loadFilesAsync']) {
    const load = prototype[name];
    if (load === undefined) continue;
    prototype[name] = function (...args) {
      let loading: string | undefined;
      this.suite.on('pre-require', (_, file) => {
        loading = file;
      });
      const fail = (error: unknown) => {
        write({ event: 'unloadable', file: loading });
        write({ event: 'end' });
        throw error;
      };
      try {
        const loaded = load.apply(this, args);
        return loaded instanceof Promise ? loaded.catch(fail) : loaded;
      } catch (error) {
        return fail(error);
      }
    };
  }
}

function loadMocha(folder: string): MochaClass {
  try {
    return require(join(folder, 'lib', 'mocha.cjs'));
  } catch {
    return require(join(folder, 'lib', 'mocha.js'));
  }
}

function record(runner: Runner, line: (line: object) => void): void {
  for (const event of ['pass', 'fail', 'pending'] as const) {
    runner.on(event, (runnable) => {
      line({
        event,
        hook: runnable.type === 'hook',
        path: runnable.titlePath?.() ?? titlesOf(runnable),
        file: fileOf(runnable),
      });
    });
  }
  runner.on('end', () => line({ event: 'end' }));
}

function titlesOf(runnable: Runnable | Suite): string[] {
  const { parent, title } = runnable;
  return [
    ...(parent === undefined || parent === null ? [] : titlesOf(parent)),
    ...(title === '' ? [] : [title]),
  ];
}

function fileOf(runnable: Runnable | Suite): string | undefined {
  return runnable.file ?? (runnable.parent ? fileOf(runnable.parent) : undefined);
}
