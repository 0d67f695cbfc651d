import { type CandidateTrees, type EvidenceFacts, suiteRuns } from './facts.ts';
import {
  controlPath,
  fromFolder,
  mutationCommand,
  mutationFiles,
  withoutStrykerExitCode,
} from './mutation-files.ts';
import type { Overlay } from './overlay.ts';
import { named } from './reasons.ts';
import { runsOf, type SuiteRun } from './suite-runs.ts';
import { fileOfTest, type TestReport } from './test-report.ts';

/**
 * More of the mutants may not survive: some of them do the same as what they were made from, or only say it in other
 * words, and no test can tell. A special case for the tested values leaves about half of its mutants alive.
 */
const survivingShareMax = 0.2;

/** A run in which the control was noticed says nothing; one more may. */
const mutationRunsMax = 2;

/** What became of the mutants of the changed lines. */
export interface Mutants {
  killed: string[];
  survived: string[];
  /** Those of the control, of which each must survive. */
  control: { killed: string[]; survived: string[] };
}

export interface MutationRun {
  tree: string;
  commands: readonly string[];
  overlay: Overlay;
}

/** What is to be run for the mutation check; null where no line was changed that could be altered, or none was asked for. */
export function mutationRun(facts: EvidenceFacts, trees: CandidateTrees): MutationRun | null {
  const { options, tree } = facts;
  const { changedLines: lines } = trees;
  if (lines.length === 0) return null;
  const files = mutationFiles(lines, testCommands(facts), options.folder, options.verify_timeout_ms);
  return { tree, commands: [mutationCommand(options.folder)], overlay: { kind: 'mutants', lines, files } };
}

/** The runs of the mutation check so far. */
export function mutationRuns(facts: EvidenceFacts): readonly SuiteRun[] {
  return runsOf(facts.runs, 'mutation', facts.tree, [mutationCommand(facts.options.folder)]);
}

/** Whether the check has to run again: the last run can't be relied on, and another one may be. */
export function mustRepeat(facts: EvidenceFacts, runs: readonly SuiteRun[]): boolean {
  const mutants = mutantsOf(runs, facts.options.folder);
  return mutants !== null && mutants.control.killed.length > 0 && runs.length < mutationRunsMax;
}

/** What became of the mutants in the last run; null where it has no report that can be relied on. */
export function mutantsOf(runs: readonly SuiteRun[], folder: string): Mutants | null {
  const [result] = runs.at(-1) ?? [];
  if (result?.exit_code !== 0 || !isSound(result.tests)) return null;
  const isControl = (id: string) => fileOfTest(id) === fromFolder(folder, controlPath);
  const { passed, failed } = result.tests;
  return {
    killed: passed.filter((id) => !isControl(id)),
    survived: failed.filter((id) => !isControl(id)).toSorted(byPlace),
    control: { killed: passed.filter(isControl), survived: failed.filter(isControl) },
  };
}

const isSound = (report: TestReport | null): report is TestReport =>
  report?.runner === 'stryker' && report.reports === 1 && report.problems.length === 0;

/** What the runs of the mutation check have against a candidate, each a sentence. */
export function mutationFaults(facts: EvidenceFacts, runs: readonly SuiteRun[]): string[] {
  const { folder } = facts.options;
  const mutants = mutantsOf(runs, folder);
  if (mutants === null) return [whyNotRun(runs.at(-1))];
  const { killed, survived, control } = mutants;
  if (control.killed.length + control.survived.length === 0) return [nothingAltered];
  if (control.killed.length > 0) {
    return [
      'the verify commands fail as soon as anything is altered (--mutation), even a file that nothing loads: either ' +
        'they come and go, or something in them tells that lines are being altered',
    ];
  }
  const all = killed.length + survived.length;
  if (survived.length <= survivingShareMax * all) return [];
  return [
    `${survived.length} of ${all} small alterations of the changed lines are noticed by no test (--mutation); at most ` +
      `${survivingShareMax * 100} % may be. Unnoticed: ${named(survived)}. Add assertions that tell these from the ` +
      'code as it is, or take out what no test needs',
  ];
}

const notCarriedOut = 'the mutation check (--mutation) could not be carried out';

const nothingAltered = `${notCarriedOut}: StrykerJS found none of the files that it was to alter; brackets or stars in the path of the repository can be the reason`;

/** A sentence on a run that has come to nothing. */
function whyNotRun(run: SuiteRun | undefined): string {
  const result = run?.[0];
  if (result?.timed_out) {
    return `${notCarriedOut} within the time limit (--verify-timeout): the verify commands run once for each alteration`;
  }
  if (result?.exit_code === withoutStrykerExitCode) {
    return '--mutation needs StrykerJS, which is not installed: npm install --save-dev @stryker-mutator/core';
  }
  if (result?.output.includes('failed tests in the initial test run')) {
    return (
      `${notCarriedOut}: the verify commands fail on code that is ready to be altered, before anything is. A linter, a check ` +
      'of types or of coverage can be the reason: then give the tests a --verify of their own'
    );
  }
  const [problem] = result?.tests?.problems ?? [];
  const said = problem ?? (result?.exit_code === 0 ? 'it left no report' : firstError(result?.output ?? ''));
  return `${notCarriedOut}: StrykerJS ${exitText(result?.exit_code)}${said === '' ? '' : ` (${said})`}`;
}

const exitText = (code: number | null | undefined) =>
  code === null || code === undefined ? 'was ended by a signal' : `exited with ${code}`;

/**
 * What StrykerJS, or the node that should have run it, gives as the reason. Models read it: so without time, process and
 * the place where this checkout happens to be.
 */
function firstError(output: string): string {
  const lines = output.split('\n');
  const line =
    lines.find((text) => /\) ERROR \w/.test(text)) ??
    lines.findLast((text) => /Error: |not found/.test(text)) ??
    '';
  const said = line.replace(/^.*\) ERROR (\w+ )?/, '').replaceAll(/(file:\/\/)?(\/[^\s'"`(),:]+)+/g, '...');
  return said.trim().slice(0, 300);
}

/** The verify commands in which tests were seen to run; all of them where none reports its tests. */
function testCommands(facts: EvidenceFacts): readonly string[] {
  const last = suiteRuns(facts, facts.tree).at(-1) ?? [];
  const tests = facts.commands.filter((_command, index) => (last[index]?.tests?.passed.length ?? 0) > 0);
  return tests.length > 0 ? tests : facts.commands;
}

/** By file, line and column. */
function byPlace(one: string, other: string): number {
  const [a, b] = [placeOf(one), placeOf(other)];
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

function placeOf(id: string): { file: string; line: number; column: number } {
  const [, line, column] = / > (\d+):(\d+) /.exec(id) ?? [];
  return { file: fileOfTest(id), line: Number(line ?? 0), column: Number(column ?? 0) };
}
