import { readSurroundings } from '../../config/surroundings.ts';
import { findRun } from '../../runs/find-run.ts';
import { readRun } from '../../runs/read-run.ts';
import { sensitiveLines } from '../../views/summary/summary-text.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import { printText, tell } from '../output.ts';

/** `proofloop apply`: resolves with the exit code. */
export async function applyCommand(name: string): Promise<number> {
  const surroundings = readSurroundings();
  const run = await findRun(name, surroundings);
  const { state } = await readRun(run);
  if (state.tree === state.baseTree) {
    printText(['the run changed nothing, so there is nothing to apply']);
    return 0;
  }
  if (state.phase !== 'completed') tell(['warning: this run is not completed; its work so far is applied']);
  const workspace = await openWorkspace(run.runHome, surroundings.environment.PATH ?? '');
  const files = await workspace.changedFiles(state.baseTree, state.tree);
  tell(sensitiveLines(files).map((line) => `careful: ${line}`));
  const outcome = await workspace.applyToCheckout(state.tree);
  if (!outcome.applied) {
    tell([`error: the result does not apply, and nothing was changed: ${outcome.reason}`]);
    return 1;
  }
  printText([
    `applied to ${state.options.workspace} as uncommitted changes:`,
    ...files.map((file) => `  ${file}`),
  ]);
  return 0;
}
