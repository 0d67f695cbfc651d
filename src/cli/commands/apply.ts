import { readSurroundings } from '../../config/surroundings.ts';
import type { RunState } from '../../core/state.ts';
import { applyRun } from '../../runs/apply-run.ts';
import { findRun } from '../../runs/find-run.ts';
import { moveWorkspaceOf } from '../../runs/open-workspace-of.ts';
import { requireOwn } from '../../runs/own-run.ts';
import { readRun } from '../../runs/read-run.ts';
import { sensitiveLines } from '../../views/summary/summary-text.ts';
import { printText, tell } from '../output.ts';

/** `proofloop apply`: resolves with the exit code. `movedTo` is where the repository lies by now, null: where it did. */
export async function applyCommand(name: string, movedTo: string | null): Promise<number> {
  const surroundings = readSurroundings();
  const run = await findRun(name, surroundings);
  const read = await readRun(run);
  await requireOwn(run, read);
  const { state } = read;
  if (movedTo !== null) await moveWorkspaceOf(run, movedTo, surroundings);
  if (state.tree === state.baseTree) {
    printText(['the run changed nothing, so there is nothing to apply']);
    return 0;
  }
  if (state.phase !== 'completed') tell(['warning: this run is not completed; its work so far is applied']);
  tell(sensitiveLines(state.artifacts).map((line) => `careful: ${line}`));
  const { outcome, files } = await applyRun(run, state, surroundings);
  const place = movedTo ?? state.options.workspace;
  switch (outcome.kind) {
    case 'applied':
      printText([`applied to ${place} as uncommitted changes:`, ...files.map((file) => `  ${file}`)]);
      return 0;
    case 'already there':
      printText([`the result is in ${place} already: nothing was changed`]);
      return 0;
    case 'refused':
      tell([
        `error: the result does not apply, and nothing was changed: ${outcome.reason}`,
        ...otherWays(state),
      ]);
      return 1;
  }
}

/** What else a person can do with a result that does not apply as it is. */
function otherWays({ runId, branch }: RunState): string[] {
  const merged = branch === null ? [] : [`the result is on a branch: git merge ${branch}`];
  const threeWay = `proofloop diff ${runId} | git apply --3way`;
  return [...merged, `three-way, with marks where both sides differ: ${threeWay}`];
}
