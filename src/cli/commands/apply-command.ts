import { readSurroundings } from '../../config/surroundings.ts';
import { globOfPath } from '../../core/protected/glob-matcher.ts';
import type { SensitiveFile } from '../../core/sensitive-path.ts';
import type { RunState } from '../../core/state.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import { appliableRun, requireGlobs } from '../../runs/apply-run.ts';
import { findRunHere } from '../../runs/find-run.ts';
import { moveWorkspaceOf } from '../../runs/open-workspace-of.ts';
import { requireOwn } from '../../runs/own-run.ts';
import { readRun } from '../../runs/read-run.ts';
import { sensitiveLines } from '../../views/summary/summary-text.ts';
import { plainLine } from '../../views/text/plain-text.ts';
import { hasTerminal, isConfirmed } from '../confirm.ts';
import { printText, tell } from '../output.ts';

/** `proofloop apply`: resolves with the exit code. `movedTo` is where the repository lies by now, null: where it did. */
export async function applyCommand(
  name: string,
  movedTo: string | null,
  take: readonly string[],
): Promise<number> {
  requireGlobs(take);
  const surroundings = readSurroundings();
  const run = await findRunHere(name, surroundings);
  const read = await readRun(run);
  await requireOwn(run, read, surroundings);
  const { state } = read;
  if (movedTo !== null) await moveWorkspaceOf(run, movedTo, surroundings);
  if (state.tree === state.baseTree) {
    printText(['the run changed nothing, so there is nothing to apply']);
    return 0;
  }
  if (state.phase !== 'completed') tell(['warning: this run is not completed; its work so far is applied']);
  const { files, sensitive, apply } = await appliableRun(run, state, take, surroundings);
  if (!(await mayTake(sensitive))) return 1;
  const outcome = await apply();
  const place = movedTo ?? state.options.workspace;
  switch (outcome.kind) {
    case 'applied':
      printText([
        `applied to ${place} as uncommitted changes:`,
        ...files.map((file) => `  ${plainLine(file)}`),
      ]);
      return 0;
    case 'already there':
      printText([`the result is in ${place} already: nothing was changed`]);
      return 0;
    case 'refused':
      tell([
        `error: the result does not apply, and nothing was changed: ${plainLine(outcome.reason)}`,
        ...otherWays(state),
      ]);
      return 1;
  }
}

/** Whether files that run by themselves may be taken: a person at a terminal is asked, elsewhere they may not. */
async function mayTake(sensitive: readonly SensitiveFile[]): Promise<boolean> {
  if (sensitive.length === 0) return true;
  tell(sensitiveLines(sensitive).map((line) => `careful: ${line}`));
  if (hasTerminal() && (await isConfirmed('Take them?', 'nothing was applied'))) return true;
  tell([
    'error: nothing was applied, since the result has files that can run by themselves',
    'allow them, once you have read them, with --take <glob>, such as:',
    ...sensitive.map(({ path }) => `  --take ${plainLine(shellWord(globOfPath(path)))}`),
  ]);
  return false;
}

/** What else a person can do with a result that does not apply as it is. */
function otherWays({ runId, branch }: RunState): string[] {
  const merged = branch === null ? [] : [`the result is on a branch: git merge ${branch}`];
  const threeWay = `proofloop diff ${runId} | git apply --3way`;
  return [...merged, `three-way, with marks where both sides differ: ${threeWay}`];
}
