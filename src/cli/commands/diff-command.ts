import { readSurroundings } from '../../config/surroundings.ts';
import { findRun } from '../../runs/find-run.ts';
import { iterationTrees } from '../../runs/iteration-trees.ts';
import { bringRun } from '../../runs/lay-out-run.ts';
import { moveWorkspaceOf, openWorkspaceOf } from '../../runs/open-workspace-of.ts';
import { readRun } from '../../runs/read-run.ts';
import { terminalDiff } from '../../views/text/diff-text.ts';
import { iterationNamed } from '../iteration-named.ts';
import { tell, wantsColor } from '../output.ts';

/** `proofloop diff`: resolves with the exit code. `movedTo` is where the repository lies by now, null: where it did. */
export async function diffCommand(
  name: string,
  iteration: string | null,
  movedTo: string | null,
): Promise<number> {
  const surroundings = readSurroundings();
  const run = await findRun(name, surroundings);
  const read = await readRun(run);
  const number = iterationNamed(iteration, read.state);
  await bringRun(run, read, surroundings);
  if (movedTo !== null) await moveWorkspaceOf(run, movedTo, surroundings);
  const [from, to] = iterationTrees(read, number);
  if (from === to) {
    tell([number === null ? 'the run changed nothing' : `iteration ${number} changed nothing`]);
    return 0;
  }
  const workspace = await openWorkspaceOf(run, surroundings);
  const text = await workspace.diffText(from, to);
  // A terminal obeys control sequences, and the files are a model's work; a pipe gets every byte.
  const isTerminal = process.stdout.isTTY === true;
  process.stdout.write(
    isTerminal ? terminalDiff(text, wantsColor(surroundings.environment, process.stdout)) : text,
  );
  return 0;
}
