import { cTests } from './c-tests.ts';
import { inFolder } from './folders.ts';
import type { ReportedOutcome, ReportReading, TestResult } from './report.ts';
import type { Detect, FolderFiles, TestRunner } from './test-runner.ts';

/** `2/3 Test #2: sums .......***Failed    0.01 sec`, and `***Not Run (Disabled)`. */
const resultLine = /^ *\d+\/(\d+) Test +#\d+: (\S(?:.*\S)?) \.+ *(Passed|\*{3}\S.*?) +\d+\.\d+ sec\b/;
const namedResult = /^ *\d+\/\d+ Test +#\d+: /;
const summary = /^\d+% tests passed, (\d+) tests? failed out of (\d+)$/;

/**
 * Reads what CTest has printed, without control sequences: a report for each time that it ran. What a test itself prints
 * stands there only where it has failed, or behind its number.
 */
export function readCtestText(output: string): ReportReading[] {
  const parts = output.split(/^(?=Test project \/)/m).filter((part) => part.startsWith('Test project /'));
  return parts.map(readRun).filter((reading) => reading !== null);
}

function readRun(text: string): ReportReading | null {
  const results: TestResult[] = [];
  let said: { failed: number; tests: number } | null = null;
  for (const line of text.split(/\r?\n/)) {
    const [, failed, tests] = summary.exec(line) ?? [];
    if (tests !== undefined) said = { failed: Number(failed), tests: Number(tests) };
    const [, , name, word = ''] = (namedResult.test(line) && resultLine.exec(line)) || [];
    if (name !== undefined && said === null)
      results.push({ file: '', names: [name], outcome: outcomeOf(word) });
  }
  // It says so too where it has found no test.
  if (said === null && /^No tests were found!!!$/m.test(text)) said = { failed: 0, tests: 0 };
  if (said === null && results.length === 0) return null;
  const count = (outcome: ReportedOutcome) => results.filter((one) => one.outcome === outcome).length;
  const isWhole =
    said !== null && said.failed <= count('failed') + count('skipped') && said.tests <= results.length;
  const problem = 'what CTest printed is cut off or at odds with its last line';
  return { folder: null, results, counts: null, problems: isWhole ? [] : [problem] };
}

function outcomeOf(word: string): ReportedOutcome {
  if (word === 'Passed') return 'passed';
  // A test whose program is missing has not run either, and has failed.
  return /^\*{3}(Skipped|Not Run \(Disabled\))/.test(word) ? 'skipped' : 'failed';
}

/** The tests of a project that CMake builds, in a folder of their own, which a fresh checkout never has. */
const detect: Detect = (files) => {
  if (!files.names(files.folder).includes('CMakeLists.txt') || !hasTests(files)) return null;
  const build = files.names(files.folder).includes('build') ? 'cmake-build' : 'build';
  const command = `cmake -S . -B ${build} && cmake --build ${build} && ctest --test-dir ${build} --output-on-failure`;
  return { command, file: 'CMakeLists.txt' };
};

function hasTests({ folder, text }: FolderFiles): boolean {
  const said = (text(inFolder(folder, 'CMakeLists.txt')) ?? '').replaceAll(/#.*/g, '');
  return /\b(enable_testing\s*\(|include\s*\(\s*CTest\s*\)|add_test\s*\()/i.test(said);
}

export const ctest = {
  name: 'ctest',
  report: { kind: 'printed', read: (output) => readCtestText(output) },
  start: { words: [['ctest']] },
  alteredTogether: cTests,
  files: { names: ['ctestconfig.cmake', 'ctestcustom.cmake', 'ctestcustom.cmake.in', 'ctesttestfile.cmake'] },
  words: ['ctest'],
  detect,
} as const satisfies TestRunner;
