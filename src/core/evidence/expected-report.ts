import { directStart } from '../runners/direct-start.ts';
import { type Runner, runnerNamed } from '../runners/runner-table.ts';
import type { TestRunner } from '../runners/test-runner.ts';
import type { EvidenceFacts } from './facts.ts';
import type { TestReport } from './test-report.ts';

const isScript = (path: string) => /\.[cm]?[jt]sx?$/.test(path);

/**
 * The report that a command's run of the base is expected to give, as far as the names of the base's files tell: one test
 * that passes in each of its test files. Null where its runner does not start in plain sight, or reports by no files.
 */
export function expectedReport(
  { trees, options, commands }: EvidenceFacts,
  index: number,
): TestReport | null {
  const start = directStart(commands[index] ?? '', trees?.packageScripts ?? {});
  if (start === null || trees?.testFiles === undefined) return null;
  const files = filesOfRunner(trees.testFiles, start.runner, options.folder);
  if (files.length === 0) return null;
  const passed = files.map((name) => `${name} > a test of the base`);
  return { runner: start.runner, passed, failed: [], skipped: [], reports: 1, problems: [] };
}

/**
 * Those of the files, paths from the top, that a runner started in `folder` takes for test files of its own by their
 * names, as its reports name them.
 */
export function filesOfRunner(paths: readonly string[], runner: Runner, folder: string): string[] {
  const { altered, files }: TestRunner = runnerNamed(runner);
  const isOwn = (path: string) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return files.tests === undefined ? isScript(name) : files.tests.some((pattern) => pattern.test(name));
  };
  const below = folder === '' ? '' : `${folder}/`;
  return paths.flatMap((path) => {
    if (!path.startsWith(below) || !isOwn(path)) return [];
    const name = path.slice(below.length);
    const found = altered?.(name, { folder, packages: [] }) ?? null;
    return found?.holds === 'a file' && found.path === path ? [name] : [];
  });
}
