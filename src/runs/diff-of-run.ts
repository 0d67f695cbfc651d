import type { Surroundings } from '../config/surroundings.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { iterationTrees } from './iteration-trees.ts';
import { openWorkspaceOf } from './open-workspace-of.ts';
import { readRun } from './read-run.ts';

/** What a run has changed as it stands now, as git shows it; null for nothing. */
export async function diffOfRun(run: RunPlace, surroundings: Surroundings): Promise<string | null> {
  const [from, to] = iterationTrees(await readRun(run), null);
  if (from === to) return null;
  const workspace = await openWorkspaceOf(run, surroundings);
  return workspace.diffText(from, to);
}
