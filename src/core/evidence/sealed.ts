import { runnerNamed } from '../runners/runner-table.ts';
import type { AlterationPlan, AlteredPlace } from './alteration.ts';
import { soundReport, statusById } from './baseline.ts';
import { type CandidateTrees, type EvidenceFacts, wholeBaseOf } from './facts.ts';
import type { Finding } from './reasons.ts';
import { startedScripts } from './started-scripts.ts';
import { checkKey, type SuiteRun } from './suite-runs.ts';
import { fileOfTest } from './test-report.ts';

/** How many sealed checks failed and nothing more: no name and no output of them may reach a model. */
export function sealedFindings(run: SuiteRun, commands: readonly string[]): Finding[] {
  const failed = commands.reduce((sum, _command, index) => sum + failures(run[index]), 0);
  if (failed === 0) return [];
  const text = failed === 1 ? '1 sealed check fails' : `${failed} sealed checks fail`;
  return [{ reason: `${text} (--sealed)`, reviewable: false }];
}

function failures(result: SuiteRun[number] | undefined): number {
  if (result === undefined) return 1;
  const failed = result.tests?.failed.length ?? 0;
  const sound = result.exit_code === 0 && (result.tests?.problems.length ?? 0) === 0;
  return sound ? failed : Math.max(failed, 1);
}

/** The sealed files with other expectations; the tests that passed in a run of them are asked about. */
export function sealedPlan(
  { options, alterationSeed }: EvidenceFacts,
  trees: CandidateTrees,
  run: SuiteRun,
): AlterationPlan {
  const places = options.sealed_verify.flatMap((command, index): AlteredPlace[] => {
    const report = soundReport(run, index);
    if (report === null)
      return startedScripts(command, trees.packageScripts).map((path) => ({
        path: options.folder === '' ? path : `${options.folder}/${path}`,
        holds: 'a script',
        name: path,
        asked: [],
      }));
    const { altered } = runnerNamed(report.runner);
    return [...new Set(report.passed.map(fileOfTest))].flatMap((name): AlteredPlace[] => {
      const files = altered?.(name, { folder: options.folder, packages: trees.goPackages }) ?? null;
      const own = report.passed.filter((id) => id.startsWith(`${name} > `));
      return files === null ? [] : [{ ...files, name, asked: own.map((id) => id.slice(name.length + 3)) }];
    });
  });
  const all: AlteredPlace = { path: '', holds: 'all files', name: '', asked: [] };
  return { seed: alterationSeed, places: [...places, all], sealed: options.sealed ?? '' };
}

/** Sealed tests that are known from a run at the base in which they had to fail, and did not pass in this one. */
export function absentFindings(facts: EvidenceFacts, atBase: SuiteRun, run: SuiteRun): Finding[] {
  const own = new Set(wholeBaseOf(facts).flatMap((base) => [...(base?.steady.keys() ?? [])]));
  const absent = atBase.flatMap(({ tests }, index) => {
    const report = run[index]?.tests;
    const statuses = report ? statusById(report) : new Map<string, string>();
    const filesPassed = new Set(report?.passed.map(fileOfTest));
    return (tests?.failed ?? []).filter(
      (id) => !own.has(id) && statuses.get(id) !== 'passed' && !filesPassed.has(id),
    );
  });
  return told(absent.length, 'did not run');
}

/** Sealed tests and scripts that came through although what they demand was altered so that they must fail. */
export function alteredSealedFindings(
  { alterations, options }: EvidenceFacts,
  tree: string,
  atBase: SuiteRun,
  run: SuiteRun,
): Finding[] {
  const alteration = alterations.get(checkKey('sealed_altered', tree, options.sealed_verify));
  const asked = new Set(alteration?.tests);
  const hidden = run.flatMap(({ tests }) => {
    const statuses = tests ? statusById(tests) : new Map<string, string>();
    return [...asked].filter((id) => statuses.get(id) === 'passed');
  });
  const hasScripts = (alteration?.scripts.length ?? 0) > 0;
  const ended = run.filter(
    ({ exit_code, tests }, index) =>
      tests === null && hasScripts && exit_code === 0 && atBase[index]?.exit_code !== 0,
  );
  return told(hidden.length + ended.length, 'passed, altered so as to fail');
}

function told(count: number, what: string): Finding[] {
  if (count === 0) return [];
  const text = count === 1 ? '1 sealed check' : `${count} sealed checks`;
  return [{ reason: `${text} ${what}: something hides failures (--sealed)`, reviewable: false }];
}
