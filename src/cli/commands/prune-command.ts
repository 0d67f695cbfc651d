import { readSurroundings } from '../../config/surroundings.ts';
import type { KeptEntry } from '../../core/expired-entries.ts';
import { removeExpired } from '../../runs/prune-caches.ts';
import { type PrunableRun, type PruneTerms, planPrune, pruneRun } from '../../runs/prune-runs.ts';
import { countOf, sizeText } from '../../views/text/amounts.ts';
import { columnsOf } from '../../views/text/fit-columns.ts';
import { isConfirmed } from '../confirm.ts';
import { printText, tell } from '../output.ts';

export interface PruneOptions extends PruneTerms {
  yes: boolean;
}

/** `proofloop prune`: resolves with the exit code. */
export async function pruneCommand({ yes, ...terms }: PruneOptions): Promise<number> {
  const surroundings = readSurroundings();
  const { runs, caches, notes } = await planPrune(terms, surroundings);
  tell(notes);
  if (runs.length === 0 && caches.length === 0) {
    printText(['there is nothing to remove']);
    return 0;
  }
  const expired = caches.flatMap(({ entries }) => entries);
  const total = [...runs.map(({ prunable }) => prunable), ...expired].reduce(
    (sum, { bytes }) => sum + bytes,
    0,
  );
  printText([...runsText(runs), ...cachesText(expired), `${sizeText(total)} in all`]);
  if (!yes && !(await isConfirmed('Remove them?', 'nothing was removed'))) {
    printText(['nothing was removed']);
    return 0;
  }
  let freedBytes = await removeExpired(caches);
  for (const run of runs) {
    const pruned = await pruneRun(run, terms, surroundings);
    tell(pruned.notes);
    freedBytes += pruned.freedBytes;
  }
  printText([`removed: ${sizeText(freedBytes)} freed`]);
  return 0;
}

function runsText(runs: readonly PrunableRun[]): string[] {
  if (runs.length === 0) return [];
  return [
    `The working files of ${countOf(runs.length, 'run')} can be removed. Logs and results stay: show, diff,`,
    'apply and resume go on working.',
    '',
    ...tableLines(runs),
    '',
  ];
}

function cachesText(expired: readonly KeptEntry[]): string[] {
  if (expired.length === 0) return [];
  const what = countOf(expired.length, 'result');
  return [
    `${what} of setups and of measured bases, long unused or beyond their room, can be removed too.`,
    '',
  ];
}

function tableLines(runs: readonly PrunableRun[]): string[] {
  const sizes = runs.map(({ prunable }) => sizeText(prunable.bytes));
  const sizeColumns = Math.max(...sizes.map(columnsOf));
  return runs.map(
    ({ run, outcome, branch }, index) =>
      `  ${run.runId}  ${(sizes[index] ?? '').padStart(sizeColumns)}  ${outcome}${branch === null ? '' : `, and ${branch}`}`,
  );
}
