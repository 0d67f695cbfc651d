import { runnerTable } from '../../core/runners/runner-table.ts';

/**
 * What makes the test runners of a command write reports into `folder`: node loads `hook`, the path of our
 * `ask-for-report`, and others have variables of their own. Both paths are as the command sees them.
 */
export function reportVariables(hook: string, folder: string): Record<string, string> {
  const own = runnerTable.map(({ report }) => (report.kind === 'left' ? report.variables?.(folder) : null));
  return {
    ...Object.assign({}, ...own),
    NODE_OPTIONS: `--require ${JSON.stringify(hook)}`,
    PROOFLOOP_REPORTS: folder,
  };
}
