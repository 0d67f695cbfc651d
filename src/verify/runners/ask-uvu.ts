import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { callingFile } from '../ask-for-report/calling-file.ts';
import type { ReportLines } from '../ask-for-report/report-lines.ts';

type Step = (state: unknown) => unknown;

interface Test {
  name: string;
  handler: Step;
}

/** A suite of uvu, as it is given to what runs it. */
interface Suite {
  tests: readonly Test[];
  only: readonly Test[];
  after: readonly Step[];
  aEach: readonly Step[];
  /** Put there by ours. */
  file?: string;
}

/** As node's own loaders have it. */
interface Loaders {
  prototype: { _compile: (content: string, file: string, ...more: unknown[]) => unknown };
  /** Since node 20.6, and since 22.15, which has the other one deprecated. */
  register?: (module: string) => void;
  registerHooks?: (hooks: { load: Load }) => void;
}

interface Loaded {
  source?: unknown;
}

type Load = (url: string, context: unknown, next: (url: string, context: unknown) => Loaded) => Loaded;

/** Whether the script is uvu's command, or a file of tests that was started alone. */
export const isUvu = (script: string): boolean =>
  /[\\/]uvu[\\/]bin\.js$/.test(script) ||
  (/\.[cm]?[jt]sx?$/.test(script) &&
    !/[\\/]node_modules[\\/]/.test(script) &&
    /["'`]uvu["'`]/.test(readFileSync(script, 'utf8')));

/** Where the lines that are put into uvu find us. */
const place = 'proofloop.uvu';
const ours = `globalThis[Symbol.for('${place}')]`;

/** Places in uvu's one file, and what is put behind each. It tells of no test that passes by itself, and has no events. */
const additions: readonly (readonly [place: string, addition: string])[] = [
  ['let timer;', `${ours}.begin();`],
  ['async function runner(ctx, name) {', `ctx = ${ours}.watched(ctx, name);`],
  ['test.run = () => {', `ctx.file = ${ours}.callingFile();`],
  ['\tisRunning = false;', `${ours}.end();`],
  ['if (errs.length) {', `if (bail) ${ours}.end();`],
];

/** Adds to uvu, as it is loaded, what writes down each of its tests; as a module, that needs node 20.6. */
export function askUvu(report: ReportLines): void {
  const known = globalThis as unknown as Record<symbol, object>;
  known[Symbol.for(place)] = {
    callingFile,
    begin: () => report.write({ event: 'start' }),
    watched: (suite: Suite, name: string) => watched(suite, name, report),
    end: () => report.write({ event: 'end' }),
  };
  const { prototype, register, registerHooks } = Module as unknown as Loaders;
  const compile = prototype._compile;
  prototype._compile = function (content, file, ...more) {
    const isUvus = /[\\/]uvu[\\/]dist[\\/]index\.js$/.test(file);
    return compile.call(this, isUvus ? withAdditions(content, additions) : content, file, ...more);
  };
  if (registerHooks !== undefined) registerHooks({ load });
  else if (register !== undefined) register(`data:text/javascript,${encodeURIComponent(moduleHook)}`);
}

/** As it is where it is not the uvu that is known; by itself, for it is sent to another thread as text. */
function withAdditions(source: string, added: typeof additions): string {
  if (!added.every(([at]) => source.includes(at))) return source;
  return added.reduce((text, [at, addition]) => text.replace(at, () => `${at} ${addition}`), source);
}

const isUvusModule = (url: string): boolean => /\/uvu\/dist\/index\.mjs$/.test(url);

const load: Load = (url, context, next) => {
  const loaded = next(url, context);
  if (!isUvusModule(url)) return loaded;
  return { ...loaded, source: withAdditions(String(loaded.source), additions) };
};

/** Runs in the thread in which node loads modules. */
const moduleHook = `
${withAdditions}
const additions = ${JSON.stringify(additions)};
export async function load(url, context, next) {
  const loaded = await next(url, context);
  if (!(${isUvusModule})(url)) return loaded;
  return { ...loaded, source: ${withAdditions.name}(String(loaded.source), additions) };
}
`;

/** The same suite, that tells of its tests once they have ended. */
function watched(suite: Suite, name: string, report: ReportLines): Suite {
  const { tests, only, file = '' } = suite;
  const run = only.length > 0 ? only : tests;
  const passed = new Set<Test>();
  let running: Test | null = null;
  const handled = run.map((test) => ({
    ...test,
    async handler(state: unknown) {
      running = null;
      await test.handler(state);
      running = test;
    },
  }));
  const hold = () => {
    if (running !== null) passed.add(running);
    running = null;
  };
  const names = (test: Test) => (name ? [name, test.name] : [test.name]);
  const tell = () => {
    for (const test of only.length > 0 ? tests : [])
      report.write({ event: 'test', file, names: names(test), outcome: 'skipped' });
    for (const test of run)
      report.write({
        event: 'test',
        file,
        names: names(test),
        outcome: passed.has(test) ? 'passed' : 'failed',
      });
  };
  return {
    ...suite,
    ...(only.length > 0 ? { only: handled } : { tests: handled }),
    aEach: [...suite.aEach, hold],
    after: [tell, ...suite.after],
  };
}
