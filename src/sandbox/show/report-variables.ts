import { shellWord } from '../../core/shell-word.ts';

/**
 * What makes the test runners of a command write reports into `folder`: node loads `hook`, the path of our
 * `ask-for-report`, and pytest writes JUnit's format. Both paths are as the command sees them.
 */
export function reportVariables(hook: string, folder: string): Record<string, string> {
  // Pytest puts in the folder that it was started in, so that two of them write two reports.
  const report = `--junitxml=${folder}/pytest$PWD/pytest.xml`;
  return {
    NODE_OPTIONS: `--require ${JSON.stringify(hook)}`,
    PROOFLOOP_REPORTS: folder,
    PYTEST_ADDOPTS: `${shellWord(report)} -o junit_family=xunit1`,
  };
}
