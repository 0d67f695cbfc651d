import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ReportLines } from '../ask-for-report/report-lines.ts';

/** What AVA tells of its tests and the processes that run them. */
interface Change {
  type: string;
  title?: string;
  testFile?: string;
  skip?: boolean;
  todo?: boolean;
  /** Of a test that is expected to fail. */
  knownFailing?: boolean;
}

/** Emitters give what they tell as it is, or since version 7 within an object. */
type Told<Value> = Value | { data: Value };

interface Emitter<Value> {
  on(event: string, listener: (told: Told<Value>) => void): void;
}

interface Plan {
  status: Emitter<Change>;
}

type Api = Emitter<Plan>;

interface ApiClass {
  prototype: { run: (this: Api, ...args: unknown[]) => Promise<unknown> };
}

/** The folder of AVA's package where the script is its command, else ''. */
export function avaFolder(script: string): string {
  return /^(.*[\\/]ava)[\\/](entrypoints[\\/])?cli\.m?js$/.exec(script)?.[1] ?? '';
}

/** Listens to AVA's first run in this process, whatever reporter was chosen, and writes down each result at once. */
export function askAva(report: ReportLines, packageFolder: string): void {
  // Its command loads the same module, and looks for settings before it makes use of it.
  const loaded = import(pathToFileURL(join(packageFolder, 'lib', 'api.js')).href);
  loaded.then((module: { default: ApiClass }) => watch(module.default, report)).catch(() => {});
}

function watch({ prototype }: ApiClass, { hasBegun, write }: ReportLines): void {
  const { run } = prototype;
  prototype.run = async function (...args) {
    if (hasBegun()) return run.apply(this, args);
    write({ event: 'start' });
    const broken = new Set<string>();
    this.on('run', (told) =>
      within(told).status.on('stateChange', (change) => record(within(change), broken, write)),
    );
    const ended = await run.apply(this, args);
    write({ event: 'end' });
    return ended;
  };
}

function within<Value>(told: Told<Value>): Value {
  return told !== null && typeof told === 'object' && 'data' in told ? told.data : told;
}

/** What goes wrong outside of any test is the file's own failure. */
const ofFile =
  /^(missing-ava-import|process-exit|uncaught-exception|unhandled-rejection|worker-failed|timeout)$/;

/** `broken` are the files that have failed so already: most that goes wrong is told several times. */
function record(change: Change, broken: Set<string>, write: (line: object) => void): void {
  const { type, title = '', testFile = '' } = change;
  const told = (outcome: string, names: string[]) => write({ event: 'test', file: testFile, names, outcome });
  if (type === 'test-passed') told(change.knownFailing === true ? 'skipped' : 'passed', [title]);
  else if (type === 'test-failed' || type === 'hook-failed') told('failed', [title]);
  else if (type === 'selected-test' && (change.skip === true || change.todo === true))
    told('skipped', [title]);
  else if (ofFile.test(type) && testFile !== '' && !broken.has(testFile)) {
    broken.add(testFile);
    told('failed', []);
  }
}
