import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
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
import {
  findSpareFolders,
  removeSpareFolders,
  type SpareFolders,
} from '../../workspace/home/spare-folders.ts';
import { printText, tell } from '../output.ts';

interface PrunableRun {
  run: FoundRun;
  outcome: string;
  completed: boolean;
  spare: SpareFolders;
}

/** `proofloop prune`: resolves with the exit code. `olderThan` as given on the command line, null for all runs. */
export async function pruneCommand(olderThan: string | null, yes: boolean): Promise<number> {
  const home = proofloopHome(readSurroundings());
  const runs = await findPrunable(home, systemClock.now() - ageOf(olderThan));
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
  if (!yes && !(process.stdin.isTTY && process.stderr.isTTY)) {
    throw new UsageError('nothing was removed: without a terminal to ask on, say so with --yes');
  }
  if (!yes && !(await isConfirmed())) {
    printText(['nothing was removed']);
    return 0;
  }
  const freed = await removeAll(runs);
  printText([`removed: ${sizeText(freed)} freed`]);
  return 0;
}

function ageOf(olderThan: string | null): number {
  if (olderThan === null) return 0;
  const parsed = age.parse(olderThan);
  if (!parsed.ok) throw new UsageError(`--older-than ${parsed.problem}`);
  return parsed.value;
}

/** The runs with something to remove that nobody works on, and in which nothing has happened since `before`. */
async function findPrunable(home: string, before: number): Promise<PrunableRun[]> {
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
      if (spare.paths.length > 0)
        runs.push({ run, outcome: outcomeWord(summarize(state), false), completed, spare });
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
    ({ run, outcome }, index) => `  ${run.runId}  ${(sizes[index] ?? '').padStart(sizeColumns)}  ${outcome}`,
  );
}

async function isConfirmed(): Promise<boolean> {
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Ctrl-C and Ctrl-D close the question without an answer to it.
    const closed = once(questions, 'close').then(() => {
      tell(['']);
      return '';
    });
    const answer = await Promise.race([questions.question('Remove them? [y/N] ').catch(() => ''), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    questions.close();
  }
}

/** Removes with each run's lock held, so that no one can start to work on it meanwhile; resolves with the bytes freed. */
async function removeAll(runs: readonly PrunableRun[]): Promise<number> {
  let freed = 0;
  for (const { run, completed } of runs) {
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
    } finally {
      await claim.release();
    }
  }
  return freed;
}
