import { readSurroundings } from '../../config/surroundings.ts';
import type { LoggedEvent } from '../../core/events.ts';
import type { RunState } from '../../core/state.ts';
import { findRun } from '../../runs/find-run.ts';
import { moveWorkspaceOf, openWorkspaceOf } from '../../runs/open-workspace-of.ts';
import { readRun } from '../../runs/read-run.ts';
import { UsageError } from '../../runs/usage-error.ts';
import { diffText } from '../../views/text/diff-text.ts';
import { tell } from '../output.ts';

/** `proofloop diff`: resolves with the exit code. `movedTo` is where the repository lies by now, null: where it did. */
export async function diffCommand(
  name: string,
  iteration: string | null,
  movedTo: string | null,
): Promise<number> {
  const surroundings = readSurroundings();
  const run = await findRun(name, surroundings);
  const { state, events } = await readRun(run);
  if (movedTo !== null) await moveWorkspaceOf(run, movedTo, surroundings);
  const [from, to] =
    iteration === null ? [state.baseTree, state.tree] : treesOfIteration(iteration, state, events);
  if (from === to) {
    tell([iteration === null ? 'the run changed nothing' : `iteration ${iteration} changed nothing`]);
    return 0;
  }
  const workspace = await openWorkspaceOf(run, surroundings);
  const color = process.stdout.isTTY === true && (surroundings.environment.NO_COLOR ?? '') === '';
  const text = await workspace.diffText(from, to);
  // A terminal obeys control sequences, and the files are a model's work; a pipe gets every byte.
  process.stdout.write(process.stdout.isTTY === true ? diffText(text, color) : text);
  return 0;
}

/** The trees that an iteration began and ended with. */
function treesOfIteration(given: string, state: RunState, events: readonly LoggedEvent[]): [string, string] {
  const last = state.iteration?.number ?? 0;
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1 || number > last) {
    throw new UsageError(`--iteration must be a number from 1 to ${last}, not "${given}"`);
  }
  let tree = state.baseTree;
  let opening = tree;
  for (const { event, payload } of events) {
    if (event === 'iteration_started') {
      if (payload.iteration === number + 1) break;
      if (payload.iteration === number) opening = tree;
    }
    if (event === 'tool_result' && payload.role === 'coder') tree = payload.tree ?? tree;
  }
  return [opening, tree];
}
