import { readConfiguredAgents } from '../config/configured-agents.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { redactorWithAgents } from '../wire/secrets-here.ts';
import { iterationTrees } from './iteration-trees.ts';
import { openWorkspaceOf } from './open-workspace-of.ts';
import type { ReadRun } from './read-run.ts';

/** What a run changed, as git shows it, the secrets of these surroundings taken out; '' for nothing. */
export interface RunDiffs {
  whole: string;
  /** By the number of the iteration. */
  iterations: Record<string, string>;
}

/** The diffs of a run and of each iteration. Rejects with a UsageError where the repository can't be read. */
export async function readDiffs(run: RunPlace, read: ReadRun, surroundings: Surroundings): Promise<RunDiffs> {
  const workspace = await openWorkspaceOf(run, surroundings);
  const agents = await readConfiguredAgents(surroundings);
  const redact = await redactorWithAgents({ options: read.state.options, agents }, surroundings);
  const between = async (iteration: number | null) => {
    const [from, to] = iterationTrees(read, iteration);
    return from === to ? '' : redact(await workspace.diffText(from, to));
  };
  const diffs: RunDiffs = { whole: await between(null), iterations: {} };
  for (let number = 1; number <= (read.state.iteration?.number ?? 0); number += 1) {
    diffs.iterations[String(number)] = await between(number);
  }
  return diffs;
}
