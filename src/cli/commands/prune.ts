import { proofloopHome } from '../../config/home-paths.ts';
import { readSurroundings } from '../../config/surroundings.ts';
import { age } from '../../core/settings/value-types.ts';
import { summarize } from '../../core/summary.ts';
import { RunInUseError } from '../../log/writer-lock.ts';
import { type FoundRun, listRunIds, runById } from '../../runs/find-run.ts';
import { readRun } from '../../runs/read-run.ts';
import { UsageError } from '../../runs/usage-error.ts';
import { writerOf } from '../../runs/writer-of-run.ts';
import { outcomeWord } from '../../views/summary/outcome.ts';
import { countOf, sizeText } from '../../views/text/amounts.ts';
import { columnsOf } from '../../views/text/fit-columns.ts';
import { openStore, systemClock } from '../../wire.ts';
import { branchesOf, removeBranchesOf } from '../../workspace/home/remove-home.ts';
import {
  findSpareFolders,
  removeSpareFolders,
  type SpareFolders,
} from '../../workspace/home/spare-folders.ts';
import { isConfirmed } from '../confirm.ts';
import { printText, tell } from '../output.ts';

interface PrunableRun {
  run: FoundRun;
  outcome: string;
  completed: boolean;
  spare: SpareFolders;
  /** To be removed; null for none. */
  branch: string | null;
  commit: string | null;
}

export interface PruneOptions {
  /** As given on the command line; null for all runs. */
  olderThan: string | null;
  /** Whether the branches of completed runs go too. */
  branches: boolean;
  yes: boolean;
}

/** `proofloop prune`: resolves with the exit code. */
export async function pruneCommand({ olderThan, branches, yes }: PruneOptions): Promise<number> {
  const surroundings = readSurroundings();
  const home = proofloopHome(surroundings);
  const searchPath = surroundings.environment.PATH ?? '';
  const runs = await findPrunable(home, systemClock.now() - ageOf(olderThan), branches ? searchPath : null);
  if (runs.length === 0) {
    printText(['there is nothing to remove']);
    return 0;
  }
  const total = runs.reduce((sum, { spare }) => sum + spare.bytes, 0);
  printText([
    `The working files of ${countOf(runs.length, 'run')} can be removed. Logs and results stay: show, diff,`,
    'apply and resume go on working.',
    '',
    ...tableLines(runs),
    '',
    `${sizeText(total)} in all`,
  ]);
  if (!yes && !(await isConfirmed('Remove them?', 'nothing was removed'))) {
    printText(['nothing was removed']);
    return 0;
  }
  const freed = await removeAll(runs, branches, searchPath);
  printText([`removed: ${sizeText(freed)} freed`]);
  return 0;
}

function ageOf(olderThan: string | null): number {
  if (olderThan === null) return 0;
  const parsed = age.parse(olderThan);
  if (!parsed.ok) throw new UsageError(`--older-than ${parsed.problem}`);
  return parsed.value;
}

/**
 * The runs with something to remove that nobody works on, and in which nothing has happened since `before`; with their
 * branches where `branches` names the search path for git.
 */
async function findPrunable(home: string, before: number, branches: string | null): Promise<PrunableRun[]> {
  const runs: PrunableRun[] = [];
  for (const id of await listRunIds(home)) {
    const run = runById(home, id);
    try {
      if ((await writerOf(run)) !== null) {
        tell([`run ${id} is left as it is: it is running`]);
        continue;
      }
      const { state } = await readRun(run);
      if (state.lastEventAt > before) continue;
      const completed = state.phase === 'completed';
      const spare = await findSpareFolders(run.runHome, completed);
      // One that is not completed goes on where its branch ends.
      const own = branches !== null && completed ? await branchesOf(run.runHome, branches) : [];
      const branch = own.at(-1) ?? null;
      if (spare.paths.length === 0 && branch === null) continue;
      const outcome = outcomeWord(summarize(state), false);
      runs.push({ run, outcome, completed, spare, branch, commit: state.commit });
    } catch (error) {
      tell([`warning: run ${id} is left as it is: ${(error as Error).message}`]);
    }
  }
  return runs;
}

function tableLines(runs: readonly PrunableRun[]): string[] {
  const sizes = runs.map(({ spare }) => sizeText(spare.bytes));
  const sizeColumns = Math.max(...sizes.map(columnsOf));
  return runs.map(
    ({ run, outcome, branch }, index) =>
      `  ${run.runId}  ${(sizes[index] ?? '').padStart(sizeColumns)}  ${outcome}${branch === null ? '' : `, and ${branch}`}`,
  );
}

/** Removes with each run's lock held, so that no one can start to work on it meanwhile; resolves with the bytes freed. */
async function removeAll(
  runs: readonly PrunableRun[],
  branches: boolean,
  searchPath: string,
): Promise<number> {
  let freed = 0;
  for (const { run, completed, commit } of runs) {
    const claim = await openStore(run)
      .claim()
      .catch((error: Error) => {
        if (error instanceof RunInUseError) return null;
        throw error;
      });
    if (claim === null) {
      tell([`run ${run.runId} is left as it is: it is running by now`]);
      continue;
    }
    try {
      // Counted again: someone may have resumed the run, and finished, since it was listed.
      const spare = await findSpareFolders(run.runHome, completed);
      await removeSpareFolders(spare);
      freed += spare.bytes;
      // Also where there is none: what has kept the run's base goes with them.
      if (!branches || !completed) continue;
      const { left } = await removeBranchesOf(run.runHome, commit, searchPath);
      tell(left.map(({ name, reason }) => `warning: the branch ${name} was left: ${reason}`));
    } finally {
      await claim.release();
    }
  }
  return freed;
}
