import type { ReportedOutcome, ReportReading, TestResult } from './report.ts';

/** Where a test binary comes from, as cargo names it: a file seen from its package, and the crate. */
export interface CargoTarget {
  /** '' for documentation tests, whose names begin with their file. */
  path: string;
  crate: string;
}

/** Gives a target's file as a path from the command's folder; `last` is the target of unit tests before it. */
export type FindCargoFile = (target: CargoTarget, file: string, last: CargoTarget | null) => string;

interface Block {
  target: CargoTarget | null;
  lastUnit: CargoTarget | null;
  expected: number;
  tests: { name: string; outcome: ReportedOutcome }[];
  /** Behind the tests stands what the failed ones have printed. */
  isListing: boolean;
  /** Null where the binary ended before it told its result. */
  result: { passed: number; failed: number; ignored: number } | null;
}

/**
 * Reads what `cargo test` has printed, without control sequences; null where nothing of the kind is there, or where no
 * test was named (`--quiet`).
 */
export function readCargoText(output: string, fileOf: FindCargoFile): ReportReading | null {
  const blocks = readBlocks(output);
  const isNamed = blocks.some(({ tests }) => tests.length > 0);
  const isQuiet = !isNamed && blocks.some(({ result }) => (result?.passed ?? 0) + (result?.failed ?? 0) > 0);
  if (isQuiet || !blocks.some(({ target }) => target !== null)) return null;
  return {
    folder: null,
    results: blocks.flatMap((block) => resultsOf(block, fileOf)),
    counts: null,
    problems: blocks.flatMap(problemsOf),
  };
}

const unitTests = /^ +Running (?:unittests )(\S+)(?: \((.+)\))?$/;
const otherTests = /^ +Running (\S+)(?: \((.+)\))?$/;
const docTests = /^ +Doc-tests (\S+)$/;
const start = /^running (\d+) tests?$/;
const end =
  /^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored;.* filtered out(?:; finished in [\d.]+s)?$/;

function readBlocks(output: string): Block[] {
  const blocks: Block[] = [];
  let target: CargoTarget | null = null;
  let lastUnit: CargoTarget | null = null;
  for (const line of output.split(/\r?\n/)) {
    const unit = unitTests.exec(line);
    const other = unit ?? otherTests.exec(line);
    const doc = docTests.exec(line);
    const started = start.exec(line);
    const named = testLine(line);
    const ended = end.exec(line);
    const open = blocks.at(-1);
    if (other !== null) {
      target = { path: other[1] ?? '', crate: crateOf(other[2] ?? '') };
      if (unit !== null) lastUnit = target;
    } else if (doc !== null) target = { path: '', crate: doc[1] ?? '' };
    else if (started !== null) {
      blocks.push({
        target,
        lastUnit,
        expected: Number(started[1]),
        tests: [],
        isListing: true,
        result: null,
      });
    } else if (open === undefined || open.result !== null) continue;
    else if (ended !== null) {
      const [passed = 0, failed = 0, ignored = 0] = ended.slice(1).map(Number);
      open.result = { passed, failed, ignored };
    } else if (line === 'failures:') open.isListing = false;
    else if (named !== null && open.isListing) {
      open.tests.push(named);
    }
  }
  return blocks;
}

/** What a line in the list of a binary's tests says; null for any other. */
function testLine(line: string): { name: string; outcome: ReportedOutcome } | null {
  const end = line.startsWith('test ') ? resultStart(line) : -1;
  if (end <= 'test '.length) return null;
  const said = line.slice(end + separator.length);
  const outcome = said.startsWith('ok') ? 'passed' : said.startsWith('ignored') ? 'skipped' : 'failed';
  return { name: line.slice('test '.length, end).replace(/ - should panic$/, ''), outcome };
}

const separator = ' ... ';

/** The first place from which on the line tells a result to its end; -1 for none. */
function resultStart(line: string): number {
  for (let at = line.indexOf(separator); at >= 0; at = line.indexOf(separator, at + 1)) {
    const from = at + separator.length;
    const word = ['ok', 'FAILED', 'ignored'].find((one) => line.startsWith(one, from));
    const after = word === undefined ? null : from + word.length;
    if (after !== null && (after === line.length || line.startsWith(', ', after))) return at;
  }
  return -1;
}

/** `shop` for `target/debug/deps/shop-0123456789abcdef`. */
function crateOf(binary: string): string {
  return (binary.split(/[\\/]/).at(-1) ?? '').replace(/-[\da-f]{16}(\.exe)?$/, '');
}

function resultsOf({ target, lastUnit, tests }: Block, fileOf: FindCargoFile): TestResult[] {
  return tests.map(({ name, outcome }) => {
    if (target === null) return { file: '', names: [name], outcome };
    if (target.path !== '') {
      return { file: fileOf(target, target.path, lastUnit), names: name.split('::'), outcome };
    }
    // The line would be another one after any change above it.
    const { file, item } = documentedItem(name);
    const names = [...item.split('::').filter((part) => part !== ''), '(documentation)'];
    return { file: fileOf(target, file, null), names, outcome };
  });
}

/** The file and the item of a documentation test: `src/lib.rs - add (line 3)`. */
function documentedItem(name: string): { file: string; item: string } {
  const dash = name.indexOf(' - ', 1);
  const line = dash < 0 ? -1 : name.indexOf('(line ', dash + 3);
  if (line < 0 || !/^\d+\)/.test(name.slice(line + '(line '.length, line + 20)))
    return { file: '', item: name };
  return { file: name.slice(0, dash), item: name.slice(dash + 3, line).replace(/ $/, '') };
}

function problemsOf({ target, expected, tests, result }: Block): string[] {
  const place =
    target === null
      ? 'a test binary'
      : `${target.path === '' ? 'the documentation' : target.path} (${target.crate})`;
  if (result === null) return [`the tests of ${place} ended before all of them were done`];
  const count = (outcome: ReportedOutcome) => tests.filter((one) => one.outcome === outcome).length;
  const { passed, failed, ignored } = result;
  const agrees = passed === count('passed') && failed === count('failed') && ignored === count('skipped');
  if (agrees && expected >= tests.length) return [];
  return [
    `cargo printed that ${passed} tests of ${place} passed and ${failed} failed, and named ${count('passed')} and ${count('failed')}`,
  ];
}
