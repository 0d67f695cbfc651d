import { directStart } from '../runners/direct-start.ts';
import { runnerNamed } from '../runners/runner-table.ts';
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
  const { altered, files }: TestRunner = runnerNamed(start.runner);
  const isOwn = (path: string) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return files.tests === undefined ? isScript(name) : files.tests.some((pattern) => pattern.test(name));
  };
  const { folder } = options;
  const below = folder === '' ? '' : `${folder}/`;
  const passed = trees.testFiles.flatMap((path) => {
    if (!path.startsWith(below) || !isOwn(path)) return [];
    const name = path.slice(below.length);
    const found = altered?.(name, { folder, packages: [] }) ?? null;
    return found?.holds === 'a file' && found.path === path ? [`${name} > a test of the base`] : [];
  });
  if (passed.length === 0) return null;
  return { runner: start.runner, passed, failed: [], skipped: [], reports: 1, problems: [] };
}
