import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { askingVariables } from '../../core/runners/asking-variables.ts';
import { runnerTable } from '../../core/runners/runner-table.ts';
import type { AskingPlaces } from '../../core/runners/test-runner.ts';

/** What makes the test runners of a command write reports: node loads a hook, and others have variables of their own. */
export function reportVariables(places: AskingPlaces): Record<string, string> {
  const { reports, hooks } = places;
  return {
    ...askingVariables(places),
    NODE_OPTIONS: `--require ${JSON.stringify(`${hooks}/ask-for-report.cjs`)}`,
    PROOFLOOP_HOOKS: hooks,
    PROOFLOOP_REPORTS: reports,
  };
}

/**
 * The search path with our programs before those that they stand before, and the node that carries them out; only where
 * such a program is found on it.
 */
export function reportPrograms(hooks: string, node: string, searchPath: string): Record<string, string> {
  const isThere = (program: string) =>
    searchPath.split(':').some((folder) => folder.startsWith('/') && existsSync(join(folder, program)));
  const folders = runnerTable.flatMap(({ report }) =>
    report.kind === 'noted' && report.program !== undefined && isThere(report.program)
      ? [`${hooks}/programs/${report.program}`]
      : [],
  );
  return folders.length === 0 ? {} : { PATH: [...folders, searchPath].join(':'), PROOFLOOP_NODE: node };
}
